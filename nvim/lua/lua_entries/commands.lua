--- `:LuaEntries …` and the commands that the server asks the editor to carry out.
local M = {}

local client = require('lua_entries.client')

local GRAPH = 'lua-entries.server.graph'

local function say(message, level)
  vim.notify('lua-entries: ' .. message, level or vim.log.levels.INFO)
end

local function refuse(message)
  say(message, vim.log.levels.WARN)
end

--- The client of the current buffer, else any.
local function some_client()
  local found = client.all(vim.api.nvim_get_current_buf())[1] or client.all()[1]
  if not found then
    refuse('no server runs; open an index file or a Lua file of a Wippy project, or see :checkhealth lua_entries')
  end
  return found
end

local function show(location, encoding)
  if vim.lsp.util.show_document then
    vim.lsp.util.show_document(location, encoding, { focus = true })
  else
    vim.lsp.util.jump_to_location(location, encoding)
  end
end

--- Lines of the quickfix list; `texts` holds what to say about a place, by `place_key`, instead of its line.
local function place_key(location)
  return vim.uri_to_fname(location.uri) .. ':' .. location.range.start.line + 1
end

local function to_quickfix(locations, encoding, title, texts)
  local items = vim.lsp.util.locations_to_items(locations, encoding)
  for _, item in ipairs(items) do
    item.text = texts and texts[item.filename .. ':' .. item.lnum] or item.text
  end
  vim.fn.setqflist({}, ' ', { title = title, items = items })
  vim.cmd('botright copen')
end

local function label(symbol)
  return symbol.containerName and ('%s  %s'):format(symbol.name, symbol.containerName) or symbol.name
end

--- Ask for the entries that fit a query, and pass on those that there are.
local function entries(query, found)
  local asked = some_client()
  if not asked then
    return
  end
  client.request(asked, 'workspace/symbol', { query = query }, function(failure, symbols)
    if failure then
      refuse(failure.message)
    elseif not symbols or #symbols == 0 then
      say(query == '' and 'there are no entries' or ('no entry fits `%s`'):format(query))
    else
      found(symbols, asked.offset_encoding)
    end
  end)
end

--- Choose an entry by id or kind, and go there.
function M.find(query)
  entries(query, function(symbols, encoding)
    vim.ui.select(symbols, { prompt = 'Entries', kind = 'lua_entries', format_item = label }, function(symbol)
      if symbol then
        show(symbol.location, encoding)
      end
    end)
  end)
end

--- List the entries that fit in the quickfix window.
function M.list(query)
  entries(query, function(symbols, encoding)
    local locations, texts = {}, {}
    for _, symbol in ipairs(symbols) do
      table.insert(locations, symbol.location)
      texts[place_key(symbol.location)] = label(symbol)
    end
    to_quickfix(locations, encoding, query == '' and 'Entries' or 'Entries: ' .. query, texts)
  end)
end

--- Write the graph around the current file to a page, and open it in the browser; in other buffers that of everything.
function M.graph()
  local asked = some_client()
  if not asked then
    return
  end
  local provided = (asked.server_capabilities.executeCommandProvider or {}).commands or {}
  if not vim.tbl_contains(provided, GRAPH) then
    return refuse('this server draws no graphs; update it, or run `lua-entries graph --output graph.html`')
  end
  local is_served = #client.all(vim.api.nvim_get_current_buf()) > 0
  local params = { command = GRAPH, arguments = is_served and { vim.uri_from_bufnr(0) } or {} }
  client.request(asked, 'workspace/executeCommand', params, function(failure, result)
    if failure then
      return refuse(failure.message)
    end
    local path = vim.fn.tempname() .. '.html'
    local file, reason = io.open(path, 'wb')
    if not file then
      return refuse(('the graph cannot be written: %s'):format(reason))
    end
    file:write(result.html)
    file:close()
    local opened = vim.ui.open and vim.ui.open(path)
    say(opened and ('graph opened: %s'):format(path) or ('open this page in a browser: %s'):format(path))
  end)
end

--- Start the server anew.
function M.restart()
  client.restart(function(buffers)
    say(('restarted for %d %s'):format(buffers, buffers == 1 and 'buffer' or 'buffers'))
  end)
end

--- Build the parser that colours Lua files.
function M.parser()
  local path, reason = require('lua_entries.highlight').build()
  if path then
    say(('parser built: %s'):format(path))
  else
    refuse(reason)
  end
end

--- The lens above an entry: the places that use it.
function M.show_references(command, context)
  local asked = vim.lsp.get_client_by_id(context.client_id)
  local locations = (command.arguments or {})[3] or {}
  if #locations == 1 then
    show(locations[1], asked.offset_encoding)
  else
    to_quickfix(locations, asked.offset_encoding, command.title)
  end
end

local NAMES = { 'find', 'graph', 'list', 'parser', 'restart' }
local TAKES_QUERY = { find = true, list = true }

--- Carry out `:LuaEntries` with its words; without any, find an entry.
function M.run(words)
  local name = words[1] or 'find'
  local query = table.concat(words, ' ', 2)
  if not vim.tbl_contains(NAMES, name) then
    refuse(('no command `%s`; there are %s'):format(name, table.concat(NAMES, ', ')))
  elseif query ~= '' and not TAKES_QUERY[name] then
    refuse(('`%s` takes no argument'):format(name))
  else
    M[name](query)
  end
end

--- The first word after `:LuaEntries`, completed.
function M.complete(typed, line)
  if line:match('^%S*%s+%S+%s') then
    return {}
  end
  return vim.tbl_filter(function(name)
    return vim.startswith(name, typed)
  end, NAMES)
end

return M
