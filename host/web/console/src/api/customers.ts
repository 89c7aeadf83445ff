// Customers' records over HTTP.

import type { CustomerChange, CustomerList, CustomerView, CustomerCreation, ScreenPop } from "./types.ts";

export interface CustomersRest {
  /** Whose conversation it is, as far as the records tell. */
  of(conversation: string): Promise<ScreenPop>;
  /** The agent says whose conversation it is. */
  link(conversation: string, customer: string): Promise<void>;
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
  return {
    of: (conversation) => get(customerOf(conversation)),
    async link(conversation, customer) {
      await call("PUT", customerOf(conversation), { customer });
    },
    add: async (record) => (await (await call("POST", "/customers", record)).json()) as CustomerView,
    change: async (customer, record) => (await (await call("PUT", `/customers/${encodeURIComponent(customer)}`, record)).json()) as CustomerView,
    find: (text) => get(`/customers?q=${encodeURIComponent(text)}`),
  };
}
