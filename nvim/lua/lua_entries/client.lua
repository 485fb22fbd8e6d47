--- Starting, finding and restarting the client, from Neovim 0.7.2 on.
local M = {}

local options = require('lua_entries.options')
local root = require('lua_entries.root')
local server = require('lua_entries.server')

M.NAME = 'lua_entries'
M.FILE_TYPES = { 'yaml', 'lua' }

local NEW = vim.fn.has('nvim-0.11') == 1

--- How long a server may take to leave before it is made to, in milliseconds.
local PATIENCE = 3000

--- The server's answer about a text that was edited meanwhile.
local CONTENT_MODIFIED = -32801

--- What the client can do beyond what Neovim says by itself. Neovim 0.7 has lenses and answers questions about settings,
--- but does not say so; no version refreshes lenses when the server asks for it, which `handlers` below does.
local function capabilities()
  local given = options.get()
  local more = { workspace = { codeLens = { refreshSupport = given.codelens } } }
  if NEW then -- adds its own, below what the user's `vim.lsp.config('*', …)` says
    return vim.tbl_deep_extend('force', more, given.capabilities)
  end
  more.workspace.configuration = true
  more.textDocument = { codeLens = { dynamicRegistration = false } }
  return vim.tbl_deep_extend('force', vim.lsp.protocol.make_client_capabilities(), more, given.capabilities)
end

--- Send a request; the answer goes to `handler(error, result)`.
function M.request(client, method, params, handler, buffer)
  local function answer(failure, result)
    handler(failure, result)
  end
  if NEW then
    client:request(method, params, answer, buffer)
  else
    client.request(method, params, answer, buffer)
  end
end

--- Complete lenses, then pass those on that could be. Neovim 0.7 fails on a lens that is chosen before it is complete.
local function resolve_lenses(client, buffer, lenses, done)
  local complete, waiting = {}, #lenses
  if waiting == 0 then
    return done(complete)
  end
  for _, lens in ipairs(lenses) do
    M.request(client, 'codeLens/resolve', lens, function(_, result)
      if result and result.command then
        table.insert(complete, result)
      end
      waiting = waiting - 1
      if waiting == 0 then
        done(complete)
      end
    end, buffer)
  end
end

--- Ask for the lenses of a buffer. An answer that is late is dropped: the edit that made it so asks again.
local function refresh_lenses(client, buffer)
  local params = { textDocument = vim.lsp.util.make_text_document_params(buffer) }
  M.request(client, 'textDocument/codeLens', params, function(failure, result)
    if failure and failure.code ~= CONTENT_MODIFIED then
      vim.notify('lua-entries: ' .. failure.message, vim.log.levels.WARN)
    elseif not failure then
      resolve_lenses(client, buffer, result or {}, function(lenses)
        if vim.api.nvim_buf_is_loaded(buffer) then
          vim.lsp.codelens.on_codelens(nil, lenses, { bufnr = buffer, client_id = client.id })
        end
      end)
    end
  end, buffer)
end

local handlers = {
  ['workspace/codeLens/refresh'] = function(_, _, context)
    local client = vim.lsp.get_client_by_id(context.client_id)
    for _, buffer in ipairs(M.buffers(client)) do
      refresh_lenses(client, buffer)
    end
    return vim.NIL
  end,
}

--- Stands for the command while the program is missing: Neovim 0.11 drops a command that it cannot run without a word,
--- and it may be installed meanwhile.
local function start_when_there(dispatchers)
  return vim.lsp.rpc.start(server.command(), dispatchers)
end

--- The command that starts the server of a configuration; nil when that is a function of the user.
function M.command(config)
  local command = config.cmd == start_when_there and server.command() or config.cmd
  return type(command) == 'table' and command or nil
end

--- Whether the server can be started; tells the user once if not.
local function can_start(config)
  local command = M.command(config)
  if command and not server.is_there(command) then
    server.tell_missing(command)
    return false
  end
  return true
end

--- The configuration of the client, as `vim.lsp.config` takes it.
function M.config()
  local command = server.command()
  return {
    name = M.NAME,
    cmd = NEW and not server.is_there(command) and start_when_there or command,
    filetypes = M.FILE_TYPES,
    root_dir = function(buffer, on_root)
      local directory = root.of_buffer(buffer)
      if directory and can_start(vim.lsp.config[M.NAME]) then
        on_root(directory)
      end
    end,
    capabilities = capabilities(),
    on_attach = options.get().on_attach,
    handlers = handlers,
    settings = { luaEntries = options.get().settings },
    init_options = { showReferences = true }, -- the command in plugin/lua_entries.lua
  }
end

--- All clients of the server; with a buffer, those that are attached to it.
function M.all(buffer)
  if vim.lsp.get_clients then
    return vim.lsp.get_clients({ name = M.NAME, bufnr = buffer })
  end
  local found = {}
  for _, client in pairs(vim.lsp.get_active_clients()) do
    if client.name == M.NAME and (not buffer or vim.lsp.buf_is_attached(buffer, client.id)) then
      table.insert(found, client)
    end
  end
  return found
end

--- The buffers that a client is attached to.
function M.buffers(client)
  return vim.tbl_filter(function(buffer)
    return vim.api.nvim_buf_is_loaded(buffer) and vim.lsp.buf_is_attached(buffer, client.id)
  end, vim.api.nvim_list_bufs())
end

--- Start the server for a buffer, or attach the one that runs for the same root. Outside Wippy projects do nothing.
function M.start(buffer)
  local directory = root.of_buffer(buffer)
  if not directory then
    return
  end
  local config = NEW and vim.lsp.config[M.NAME] or M.config()
  config = vim.tbl_extend('force', config, { root_dir = directory })
  if not can_start(config) then
    return
  elseif NEW then
    vim.lsp.start(config, { bufnr = buffer })
  elseif vim.lsp.start then
    vim.api.nvim_buf_call(buffer, function()
      vim.lsp.start(config)
    end)
  else
    M._start_by_hand(config, buffer)
  end
end

--- The clients that `_start_by_hand` started, by root. Those that are about to start count, too: Neovim does not list them.
local by_root = {}

--- Neovim 0.7 neither shares clients nor tells of attaching.
function M._start_by_hand(config, buffer)
  local directory, on_attach = config.root_dir, config.on_attach
  config.on_attach = function(client, attached)
    vim.bo[attached].omnifunc = 'v:lua.vim.lsp.omnifunc'
    vim.bo[attached].tagfunc = 'v:lua.vim.lsp.tagfunc'
    M.attached(client.id, attached)
    if on_attach then
      on_attach(client, attached)
    end
  end
  config.on_exit = function(_, _, id)
    if by_root[directory] == id then
      by_root[directory] = nil
    end
  end
  local known = by_root[directory] and vim.lsp.get_client_by_id(by_root[directory])
  if not known or known.is_stopped() then
    by_root[directory] = vim.lsp.start_client(config)
  end
  if by_root[directory] then
    vim.lsp.buf_attach_client(buffer, by_root[directory])
  end
end

--- Start the server whenever a Wippy file is opened, and for those that are open already.
function M.start_on_file_type()
  local function start(buffer)
    if vim.tbl_contains(M.FILE_TYPES, vim.bo[buffer].filetype) then
      M.start(buffer)
    end
  end
  vim.api.nvim_create_autocmd('FileType', {
    group = vim.api.nvim_create_augroup('lua_entries_start', {}),
    pattern = M.FILE_TYPES,
    callback = function(event)
      start(event.buf)
    end,
  })
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) then
      start(buffer)
    end
  end
end

--- A client was attached to a buffer.
function M.attached(id, buffer)
  local client = vim.lsp.get_client_by_id(id)
  if not client or client.name ~= M.NAME or not options.get().codelens then
    return
  end
  if vim.lsp.codelens.enable then -- from Neovim 0.12 on the editor refreshes lenses itself
    vim.lsp.codelens.enable(true, { bufnr = buffer })
    return
  end
  vim.api.nvim_create_autocmd({ 'BufEnter', 'BufWritePost', 'InsertLeave', 'TextChanged' }, {
    group = vim.api.nvim_create_augroup('lua_entries_lens_' .. buffer, {}),
    buffer = buffer,
    callback = function()
      for _, running in ipairs(M.all(buffer)) do
        refresh_lenses(running, buffer)
      end
    end,
  })
  refresh_lenses(client, buffer)
end

--- Stop all clients and start them anew for the same buffers.
--- @param done function|nil called with the number of buffers
function M.restart(done)
  local clients, buffers = M.all(), {}
  for _, client in ipairs(clients) do
    vim.list_extend(buffers, M.buffers(client))
  end
  if #clients == 0 then -- it may have crashed, or could not be started
    for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
      if vim.api.nvim_buf_is_loaded(buffer) and vim.tbl_contains(M.FILE_TYPES, vim.bo[buffer].filetype) then
        table.insert(buffers, buffer)
      end
    end
  end
  vim.lsp.stop_client(vim.tbl_map(function(client)
    return client.id
  end, clients))
  local waited, step = 0, 50
  local function try()
    if #M.all() > 0 and waited < 2 * PATIENCE then
      waited = waited + step
      if waited == PATIENCE then
        for _, client in ipairs(M.all()) do
          vim.lsp.stop_client(client.id, true)
        end
      end
      return vim.defer_fn(try, step)
    end
    for _, buffer in ipairs(buffers) do
      if vim.api.nvim_buf_is_loaded(buffer) then
        M.start(buffer)
      end
    end
    if done then
      done(#buffers)
    end
  end
  try()
end

return M
