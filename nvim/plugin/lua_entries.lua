if vim.g.loaded_lua_entries then
  return
end
vim.g.loaded_lua_entries = true

if vim.fn.has('nvim-0.7.2') == 0 then
  vim.api.nvim_err_writeln('lua-entries: needs Neovim 0.7.2 or newer')
  return
end

vim.api.nvim_create_user_command('LuaEntries', function(call)
  require('lua_entries.commands').run(call.fargs)
end, {
  nargs = '*',
  desc = 'Entries of a Wippy project: find, list, graph, restart, parser',
  complete = function(typed, line)
    return require('lua_entries.commands').complete(typed, line)
  end,
})

-- What choosing a code lens of the server runs, for any client of it.
vim.lsp.commands['lua-entries.showReferences'] = function(command, context)
  require('lua_entries.commands').show_references(command, context)
end

local group = vim.api.nvim_create_augroup('lua_entries', {})
vim.api.nvim_create_autocmd({ 'BufRead', 'BufNewFile' }, {
  group = group,
  pattern = 'wippy.lock', -- YAML by another name
  command = 'setfiletype yaml',
})
vim.api.nvim_create_autocmd('FileType', {
  group = group,
  pattern = 'lua',
  callback = function(event)
    require('lua_entries.highlight').start(event.buf)
  end,
})
if vim.fn.has('nvim-0.8') == 1 then
  vim.api.nvim_create_autocmd('LspAttach', {
    group = group,
    callback = function(event)
      require('lua_entries.client').attached(event.data.client_id, event.buf)
    end,
  })
end
