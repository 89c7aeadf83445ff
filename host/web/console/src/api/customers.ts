// Customers' records over HTTP.

import type { CustomerChange, CustomerCreation, CustomerList, CustomerView, ScreenPop } from "./types.ts";

export interface CustomersRest {
  /** Whose conversation it is, as far as the records tell. */
  of(conversation: string): Promise<ScreenPop>;
  /** The agent says whose conversation it is. The record as it is then: what is vouched for finds it from then on. */
  link(conversation: string, customer: string): Promise<CustomerView>;
  add(record: CustomerCreation): Promise<CustomerView>;
  /** Refused where somebody else has changed the record meanwhile. */
  change(customer: string, record: CustomerChange): Promise<CustomerView>;
  /** By account number, email or phone as a whole, or how a name begins. */
  find(text: string): Promise<CustomerList>;
}

type Get = <T>(path: string) => Promise<T>;
type Call = (method: string, path: string, body?: unknown) => Promise<Response>;

export function customersRest(get: Get, call: Call): CustomersRest {
  const customerOf = (conversation: string): string => `/conversations/${encodeURIComponent(conversation)}/customer`;
  const record = async (...what: Parameters<Call>): Promise<CustomerView> => (await (await call(...what)).json()) as CustomerView;
  return {
    of: (conversation) => get(customerOf(conversation)),
    link: (conversation, customer) => record("PUT", customerOf(conversation), { customer }),
    add: (creation) => record("POST", "/customers", creation),
    change: (customer, change) => record("PUT", `/customers/${encodeURIComponent(customer)}`, change),
    find: (text) => get(`/customers?q=${encodeURIComponent(text)}`),
  };
}
