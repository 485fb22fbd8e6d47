local money = {}

-- lua-entries: ignore[undeclared-module-global] the caller supplies json
function money.format(cents)
    return string.format("%d.%02d", cents // 100, cents % 100)
end

return money
