import type { EmulatorRequest, Route } from '../../../src/emulation/emulator.ts';
import type { Reply } from '../../../src/emulation/fault.ts';
import type { Backend } from './backend.ts';
import { locationOf } from './paging.ts';
import { authorize, readBody, throughProxy } from './proxy.ts';
import { forbidden, Refusal, violation } from './refusal.ts';
import { readText } from './values.ts';

/** The customer and product services, as far as the seed's tutorial and section 2 use them. */
export function createShopRoutes(backend: Backend): Route[] {
  const customers = '/hybris/customer/v1/:tenant';
  const routes: Route[] = [
    { label: 'signup', method: 'POST', path: `${customers}/signup`, handle: (request) => signUp(backend, request) },
    { label: 'login', method: 'POST', path: `${customers}/login`, handle: (request) => logIn(backend, request) },
    { label: 'me', method: 'GET', path: `${customers}/me`, handle: (request) => describeCustomer(backend, request) },
    {
      label: 'createProduct',
      method: 'POST',
      path: '/hybris/product/v2/:tenant/products',
      handle: (request) => createProduct(backend, request),
    },
  ];
  return routes.map((route) => ({ ...route, handle: throughProxy(backend, route.handle) }));
}

function signUp(backend: Backend, request: EmulatorRequest): Reply {
  authorize(backend, request, 'hybris.customer_create');
  const body = readBody(request);
  const email = demandText(body, 'email');
  const password = demandText(body, 'password');
  const customers = [...backend.customersById.values()];
  // The seed: "Please note that the email is unique."
  if (customers.some((customer) => customer.email === email)) throw duplicate('email');
  const id = `C${Math.max(...customers.map((customer) => Number(customer.id.slice(1)))) + 1}`;
  backend.customersById.set(id, { id, email, password });
  return { status: 201, headers: { Location: locationOf(backend, request, id) }, body: { id } };
}

function logIn(backend: Backend, request: EmulatorRequest): Reply {
  const client = authorize(backend, request);
  const body = readBody(request);
  const email = demandText(body, 'email');
  const password = demandText(body, 'password');
  const customer = [...backend.customersById.values()].find((known) => known.email === email);
  if (customer === undefined || customer.password !== password) {
    throw new Refusal(401, 'insufficient_credentials', 'Invalid email or password.');
  }
  const token = backend.tokens.issue({
    clientId: client.clientId,
    tenant: client.tenant,
    user: customer.id,
    scopes: client.scopes,
    expiresAt: Date.now() + backend.switches.customerTokenLifetimeS * 1000,
  });
  // Other spelling than the client token's answer, and no lifetime (section 2).
  return { status: 200, body: { accessToken: token.value } };
}

function describeCustomer(backend: Backend, request: EmulatorRequest): Reply {
  const { user } = authorize(backend, request);
  const customer = user === undefined ? undefined : backend.customersById.get(user);
  if (customer === undefined) throw forbidden('Access denied - only a customer has an account.');
  const { id, email, title, firstName, lastName } = customer;
  return { status: 200, body: { id, customerNumber: id, contactEmail: email, title, firstName, lastName } };
}

function createProduct(backend: Backend, request: EmulatorRequest): Reply {
  authorize(backend, request, 'hybris.product_create');
  const body = readBody(request);
  const name = demandText(body, 'name');
  const code = demandText(body, 'code');
  // The seed: "Please note that the product code is unique."
  if ([...backend.products.values()].some((product) => product.code === code)) throw duplicate('code');
  const id = backend.random.hex(24);
  backend.products.set(id, { id, code, name: { [request.headers['content-language'] ?? 'en']: name } });
  return { status: 201, headers: { Location: locationOf(backend, request, id) }, body: { id } };
}

function demandText(body: Readonly<Record<string, unknown>>, field: string): string {
  const text = readText(body[field]);
  if (text === undefined) throw violation('missing_field', field, `${field} is required.`);
  return text;
}

function duplicate(field: string): Refusal {
  return new Refusal(409, 'conflict_resource', `There is already one with this ${field}.`, [
    { field, type: 'unique_index_violation' },
  ]);
}
