"""A project that tests of several features look at: every kind of symbol on both sides."""

from __future__ import annotations

SHOP = """
--- wippy.lock
directories: {src: ./src}
--- src/_index.yaml
version: "1.0"
namespace: shop
meta: {router: "shop:api"}
entries:
  - name: gateway
    kind: http.service
    addr: ":80"
  - name: api
    kind: http.router
    meta: {server: shop:gateway}
    prefix: /
  - name: prefix
    kind: ns.requirement
    targets:
      - {entry: shop:api, path: .prefix}
      - {entry: api, path: meta.server}
  - name: list.endpoint
    kind: http.endpoint
    path: /list
    method: GET
    func: list
  - name: list
    # Lists the orders.
    kind: function.lua
    meta: {comment: Lists the orders}
    source: file://list.lua
    method: run
    modules: [funcs, json]
    imports:
      money: shop.lib:money
      hash: ":hash"
    pool: {type: inline}
  - name: total
    kind: function.lua
    source: |
      local money = require("money")
      local function total(orders)
        return money.sum(orders)
      end
      return { total = total }
    method: total
    imports: {money: "shop.lib:money"}
--- src/list.lua
local m = require("money")
local json = require("json")
local funcs = require("funcs")
local M = {}

-- Runs.
function M.run(orders: {any}): string
  local total = funcs.call("shop:total", orders)
  M.log(total)
  return json.encode({ total = m.format(total) })
end

function M.log(text)
  return m.format(text)
end

return M
--- src/lib/_index.yaml
namespace: shop.lib
entries:
  - name: money
    kind: library.lua
    method: none
    source: file://money.lua
--- src/lib/money.lua
--- Writes an amount.
-- With its currency.
local function format(amount: number, currency: string?): string
  return tostring(amount)
end

local function sum(orders)
  return format(#orders)
end

return { format = format, sum = sum }
"""
