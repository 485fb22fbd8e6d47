-- Neovim 0.11 and newer: `vim.lsp.enable('lua_entries')`.
return require('lua_entries.client').config()
