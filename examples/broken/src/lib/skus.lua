local skus = {}

function skus.clean(text)
    return string.lower(text)
end

return skus
