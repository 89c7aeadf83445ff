// Customers' records over HTTP.

import type {
  CustomerChange,
  CustomerCreation,
  CustomerList,
  CustomerMatches,
  CustomerMerge,
  CustomerReads,
  CustomersJob,
  CustomerUnmerge,
  CustomerView,
  FieldChange,
  FieldCreation,
  FieldList,
  CustomFieldView,
  ImportReport,
  ScreenPop,
  SourceList,
  TimelinePage,
} from "./types.ts";

/** How a file of customers is written. */
export type FileFormat = "csv" | "json";
/** What becomes of a customer in the file who is there already. */
export type Existing = "update" | "skip";

export interface CustomersRest {
  /** Whose conversation it is, as far as the records tell. */
  of(conversation: string): Promise<ScreenPop>;
  /** What the connected systems say of whoever writes: all, or one that is asked again. It takes as long as they do. */
  sources(conversation: string, connector?: string): Promise<SourceList>;
  /** The agent says whose conversation it is. The record as it is then: what is vouched for finds it from then on. */
  link(conversation: string, customer: string): Promise<CustomerView>;
  add(record: CustomerCreation): Promise<CustomerView>;
  /** Refused where somebody else has changed the record meanwhile. */
  change(customer: string, record: CustomerChange): Promise<CustomerView>;
  /** Every word must be somewhere in the record, the last as a beginning; without words the newest first. */
  find(text: string, after?: string | null): Promise<CustomerList>;
  one(customer: string): Promise<CustomerView>;
  /** Conversations and cases, newest first. */
  timeline(customer: string, before: string | null): Promise<TimelinePage>;
  /** Records that may be the same person. */
  similar(customer: string): Promise<CustomerMatches>;
  merge(customer: string, what: CustomerMerge): Promise<CustomerView>;
  unmerge(customer: string, what: CustomerUnmerge): Promise<CustomerView>;
  /** Answers the job that erases the person. */
  erase(customer: string, version: number): Promise<CustomersJob>;
  /** Where everything that is kept of the person is had from. */
  exportUrl(customer: string): string;
  /** Who looked at the record, newest first. */
  reads(customer: string, before: string | null): Promise<CustomerReads>;
  /** The fields that the operator has added to customers and to cases. */
  fields(): Promise<FieldList>;
  addField(field: FieldCreation): Promise<CustomFieldView>;
  changeField(name: string, field: FieldChange): Promise<CustomFieldView>;
  /** Checks a file of customers, or writes what is in it. */
  take(file: Blob, format: FileFormat, how: { readonly check: boolean; readonly existing: Existing }): Promise<ImportReport>;
  job(id: string): Promise<CustomersJob>;
  /** Where the file of all customers is had from. */
  exportAllUrl(format: FileFormat): string;
}

type Get = <T>(path: string) => Promise<T>;
type Call = (method: string, path: string, body?: unknown) => Promise<Response>;

const TYPES: Readonly<Record<FileFormat, string>> = { csv: "text/csv", json: "application/json" };

export function customersRest(get: Get, call: Call, base: string): CustomersRest {
  const customerOf = (conversation: string): string => `/conversations/${encodeURIComponent(conversation)}/customer`;
  const at = (customer: string): string => `/customers/${encodeURIComponent(customer)}`;
  const before = (cursor: string | null): string => (cursor === null ? "" : `?before=${encodeURIComponent(cursor)}`);
  const sent = async <T>(...what: Parameters<Call>): Promise<T> => (await (await call(...what)).json()) as T;
  return {
    of: (conversation) => get(customerOf(conversation)),
    sources: (conversation, connector) =>
      get(`/conversations/${encodeURIComponent(conversation)}/sources${connector === undefined ? "" : `?connector=${encodeURIComponent(connector)}`}`),
    link: (conversation, customer) => sent("PUT", customerOf(conversation), { customer }),
    add: (creation) => sent("POST", "/customers", creation),
    change: (customer, change) => sent("PUT", at(customer), change),
    find: (text, after = null) => get(`/customers?q=${encodeURIComponent(text)}${after === null ? "" : `&after=${encodeURIComponent(after)}`}`),
    one: (customer) => get(at(customer)),
    timeline: (customer, cursor) => get(`${at(customer)}/timeline${before(cursor)}`),
    similar: (customer) => get(`${at(customer)}/similar`),
    merge: (customer, what) => sent("POST", `${at(customer)}/merge`, what),
    unmerge: (customer, what) => sent("POST", `${at(customer)}/unmerge`, what),
    erase: (customer, version) => sent("DELETE", `${at(customer)}?version=${version}`),
    exportUrl: (customer) => `${base}${at(customer)}/export`,
    reads: (customer, cursor) => get(`${at(customer)}/reads${before(cursor)}`),
    fields: () => get("/customer-fields"),
    addField: (field) => sent("POST", "/customer-fields", field),
    changeField: (name, field) => sent("PUT", `/customer-fields/${encodeURIComponent(name)}`, field),
    take: (file, format, { check, existing }) =>
      sent("POST", `/customers/import?format=${format}&check=${check}&existing=${existing}`, file.slice(0, file.size, TYPES[format])),
    job: (id) => get(`/customers/jobs/${encodeURIComponent(id)}`),
    exportAllUrl: (format) => `${base}/customers/export?format=${format}`,
  };
}
