--- `:checkhealth lua_entries`: what is found, and ways out where something is not.
local M = {}

local client = require('lua_entries.client')
local clone = require('lua_entries.clone')
local highlight = require('lua_entries.highlight')
local options = require('lua_entries.options')
local root = require('lua_entries.root')
local server = require('lua_entries.server')

local NEW = vim.fn.has('nvim-0.11') == 1

-- Neovim 0.10 renamed these; 0.7 has them in another module.
local health = vim.health or require('health')
local start = health.start or health.report_start
local ok = health.ok or health.report_ok
local info = health.info or health.report_info
local warn = health.warn or health.report_warn
local fail = health.error or health.report_error

--- The command that would be, or is, run.
local function check_server()
  start('lua-entries: server')
  local read, problem = pcall(options.get)
  if not read then
    fail(problem, { 'mend the option; see :help lua-entries-options' })
    return
  end
  local configured = NEW and vim.lsp.config[client.NAME] or client.config()
  local command = client.command(configured)
  if not command then
    info('the server is started by a function')
    return
  end
  if not server.is_there(command) then
    fail(('`%s` was not found'):format(command[1]), { server.ADVICE })
    return
  end
  ok(('`%s` is `%s`'):format(command[1], vim.fn.exepath(command[1])))
  local version, reason = server.version(command)
  local own = clone.version()
  if version and own and version ~= own then
    warn(('the program has the version %s, and this plugin comes from a clone of %s'):format(version, own), {
      ('install the program anew (`pipx install --force %s`), or update the clone'):format(clone.DIRECTORY),
    })
  elseif version then
    ok('version ' .. version)
  else
    fail(reason, { 'run it in a terminal to see what is wrong, or install lua-entries anew' })
  end
end

local function check_enabled()
  if NEW and not vim.lsp.is_enabled(client.NAME) then
    warn('the server is not enabled', { "add `vim.lsp.enable('lua_entries')` to your configuration" })
  elseif not NEW and vim.fn.exists('#lua_entries_start#FileType') == 0 then
    warn('the server is not set up', { "add `require('lua_entries').setup()` to your configuration" })
  else
    ok('started for files of Wippy projects')
  end
end

local function check_buffers()
  start('lua-entries: open files')
  local seen = 0
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    local name = vim.api.nvim_buf_get_name(buffer)
    local fits = vim.api.nvim_buf_is_loaded(buffer) and vim.tbl_contains(client.FILE_TYPES, vim.bo[buffer].filetype)
    if fits and name ~= '' and vim.bo[buffer].buftype == '' then
      seen = seen + 1
      local shown = vim.fn.fnamemodify(name, ':~:.')
      local directory = root.of_buffer(buffer)
      if not directory then
        info(('`%s` is in no Wippy project: no %s and no %s in its directory or above'):format(
          shown, root.INDEX_FILES[1], table.concat(root.MARKERS, ', ')
        ))
      elseif #client.all(buffer) > 0 then
        ok(('`%s` is served; root `%s`'):format(shown, directory))
      else
        warn(('`%s` has the root `%s`, but no server is attached'):format(shown, directory), {
          ':LuaEntries restart',
          ('read the log: `%s`'):format(vim.lsp.get_log_path()),
        })
      end
    end
  end
  if seen == 0 then
    info('no YAML or Lua file is open; open one of your project, then run this again')
  end
end

local function check_clients()
  start('lua-entries: clients')
  local clients = client.all()
  if #clients == 0 then
    info('no server runs')
  end
  for _, running in ipairs(clients) do
    ok(('client %d: root `%s`, %d buffers, %s'):format(
      running.id, running.config.root_dir, #client.buffers(running), running.offset_encoding or 'utf-16'
    ))
  end
  if vim.fn.has('linux') == 1 then
    info('On Linux Neovim does not tell servers of files that other programs change; saving any file makes the server look')
  end
end

local function check_colours()
  start('lua-entries: colours')
  if not highlight.is_supported() then
    info('the parser of the Lua dialect needs Neovim 0.11; Lua files look as ever')
  elseif not highlight.is_built() then
    info('the parser of the Lua dialect is not built; `:LuaEntries parser` builds it with a C compiler')
  else
    local loaded, reason = vim.treesitter.language.add(highlight.LANGUAGE)
    if loaded then
      ok('the parser of the Lua dialect is built')
    else
      fail(('the parser cannot be loaded: %s'):format(reason), { ':LuaEntries parser' })
    end
  end
end

--- Called by `:checkhealth`.
function M.check()
  check_server()
  check_enabled()
  check_buffers()
  check_clients()
  check_colours()
end

return M
