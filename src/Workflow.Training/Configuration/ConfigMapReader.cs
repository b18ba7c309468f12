using System.Globalization;

namespace Workflow.Training.Configuration;

/// <summary>
/// Reads the entries of one mapping, each at most once, and notes what is wrong instead of throwing: a missing key, a wrong type,
/// a value outside its range, an unknown key with the nearest known name.
/// </summary>
public sealed class ConfigMapReader
{
    private readonly ConfigMap _map;
    private readonly string _path;
    private readonly ConfigProblems _problems;
    private readonly OrderedDictionary<string, bool> _known = new(StringComparer.Ordinal);

    /// <summary>Reads <paramref name="node"/>, or an empty mapping where it is something else (which is noted).</summary>
    /// <param name="node">The mapping.</param>
    /// <param name="path">The keys that lead to it, joined by dots.</param>
    /// <param name="problems">Where to note what is wrong.</param>
    public ConfigMapReader(ConfigNode node, string path, ConfigProblems problems)
    {
        _path = path;
        _problems = problems;
        if (node is ConfigMap map)
        {
            _map = map;
            return;
        }

        _map = new ConfigMap(node.Location, []);
        if (node is not ConfigScalar { IsNull: true }) problems.Add(node.Location, path, $"a mapping is expected, and this is {node.Kind}");
    }

    /// <summary>Where the mapping was written.</summary>
    public ConfigLocation Location => _map.Location;

    /// <summary>The keys that lead here, joined by dots.</summary>
    public string Path => _path;

    /// <summary>The keys that it has, in order.</summary>
    public IReadOnlyList<string> Names => [.. _map.Entries.Select(entry => entry.Key)];

    /// <summary>Where a key was written, or the mapping where the key is absent.</summary>
    public ConfigLocation LocationOf(string key) => _map.Find(key)?.Location ?? _map.Location;

    /// <summary>The value of a key as it stands; null where it is absent or empty.</summary>
    public ConfigNode? Node(string key)
    {
        _known.TryAdd(key, true);
        return Peek(key);
    }

    /// <summary>As <see cref="Node"/>, for whoever only looks: the key does not become a known one.</summary>
    public ConfigNode? Peek(string key) => _map.Find(key) is { } node and not ConfigScalar { IsNull: true } ? node : null;

    /// <summary>Notes a problem with a key.</summary>
    public void Problem(string key, string message) => _problems.Add(LocationOf(key), PathOf(key), message);

    /// <summary>A required text; empty where it is missing.</summary>
    public string Text(string key)
    {
        if (Node(key) is not null) return OptionalText(key) ?? string.Empty;
        _problems.Add(_map.Location, PathOf(key), "missing");
        return string.Empty;
    }

    /// <summary>An optional text.</summary>
    public string? OptionalText(string key)
    {
        switch (Node(key))
        {
            case null: return null;
            case ConfigScalar scalar: return scalar.Text;
            case { } other:
                Problem(key, $"a text is expected, and this is {other.Kind}");
                return null;
        }
    }

    /// <summary>A text that must be one of a few.</summary>
    public T Choice<T>(string key, T absent, IReadOnlyDictionary<string, T> choices)
    {
        if (OptionalText(key) is not { } text) return absent;
        if (choices.TryGetValue(text, out T? choice)) return choice;
        Problem(key, $"'{text}' is unknown; {NearestName.Hint(text, [.. choices.Keys])}");
        return absent;
    }

    /// <summary>true or false.</summary>
    public bool Flag(string key, bool absent)
    {
        if (OptionalText(key) is not { } text) return absent;
        if (text is "true" or "false") return text is "true";
        Problem(key, $"'{text}' is neither true nor false");
        return absent;
    }

    /// <summary>A whole number within a range.</summary>
    public int Whole(string key, int absent, int minimum, int maximum) => OptionalWhole(key, minimum, maximum) ?? absent;

    /// <summary>An optional whole number within a range.</summary>
    public int? OptionalWhole(string key, int minimum, int maximum)
    {
        if (OptionalText(key) is not { } text) return null;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            && value >= minimum && value <= maximum)
        {
            return value;
        }

        Problem(key, $"'{text}' is not a whole number from {minimum} to {maximum}");
        return null;
    }

    /// <summary>A number within a range, both ends allowed.</summary>
    public double Number(string key, double absent, double minimum, double maximum) =>
        OptionalNumber(key, minimum, maximum) ?? absent;

    /// <summary>An optional number within a range, both ends allowed.</summary>
    public double? OptionalNumber(string key, double minimum, double maximum)
    {
        if (OptionalText(key) is not { } text) return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && value >= minimum && value <= maximum)
        {
            return value;
        }

        Problem(key, string.Create(CultureInfo.InvariantCulture, $"'{text}' is not a number from {minimum} to {maximum}"));
        return null;
    }

    /// <summary>An optional span of time longer than none: a number and its unit, <c>250ms</c>, <c>10s</c>, <c>5m</c>, <c>2h</c> or <c>1d</c>.</summary>
    public TimeSpan? OptionalDuration(string key)
    {
        if (OptionalText(key) is not { } text) return null;
        if (ConfigUnits.ParseDuration(text) is { } duration && duration > TimeSpan.Zero) return duration;
        Problem(key, $"'{text}' is not a duration such as 250ms, 10s, 5m, 2h or 1d");
        return null;
    }

    /// <summary>As <see cref="OptionalDuration"/>, for what a timer is set to: at most <see cref="ConfigUnits.LongestTimer"/>.</summary>
    public TimeSpan? OptionalTimer(string key)
    {
        TimeSpan? duration = OptionalDuration(key);
        if (duration is null || duration <= ConfigUnits.LongestTimer) return duration;
        Problem(key, $"'{OptionalText(key)}' is too long: at most {ConfigUnits.WriteDuration(ConfigUnits.LongestTimer)}");
        return null;
    }

    /// <summary>An optional number of bytes, at least 1: a number and its unit, <c>512MB</c>, <c>2GB</c> or <c>2GiB</c>.</summary>
    public long? OptionalBytes(string key)
    {
        if (OptionalText(key) is not { } text) return null;
        if (ConfigUnits.ParseBytes(text) is { } bytes and > 0) return bytes;
        Problem(key, $"'{text}' is not a size such as 512MB, 2GB or 2GiB");
        return null;
    }

    /// <summary>A nested mapping; null where it is absent.</summary>
    public ConfigMapReader? Map(string key) => Node(key) is { } node ? new ConfigMapReader(node, PathOf(key), _problems) : null;

    /// <summary>The entries of a nested mapping in order, each of which must be a mapping itself; an empty one is left to its defaults.</summary>
    public IEnumerable<(string Key, ConfigMapReader Reader)> Maps(string key) =>
        Entries(key).Select(entry => (entry.Key, new ConfigMapReader(entry.Value, $"{PathOf(key)}.{entry.Key}", _problems)));

    /// <summary>The entries of a nested mapping in order.</summary>
    public IEnumerable<ConfigEntry> Entries(string key)
    {
        if (Node(key) is not { } node) yield break;
        if (node is not ConfigMap map)
        {
            Problem(key, $"a mapping is expected, and this is {node.Kind}");
            yield break;
        }

        foreach (ConfigEntry entry in map.Entries) yield return entry;
    }

    /// <summary>The items of a list; a single value counts as a list of one; empty where the key is absent.</summary>
    public IReadOnlyList<ConfigNode> Items(string key) => Node(key) switch
    {
        null => [],
        ConfigList list => list.Items,
        { } single => [single],
    };

    /// <summary>The items of a list of texts.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        var texts = new List<string>();
        foreach (ConfigNode item in Items(key))
        {
            if (item is ConfigScalar scalar) texts.Add(scalar.Text);
            else _problems.Add(item.Location, PathOf(key), $"a list of texts is expected, and one item is {item.Kind}");
        }

        return texts;
    }

    /// <summary>Notes every key that nothing asked for.</summary>
    public void RejectUnknownKeys()
    {
        foreach (ConfigEntry entry in _map.Entries)
        {
            if (_known.ContainsKey(entry.Key)) continue;
            _problems.Add(entry.Location, PathOf(entry.Key), $"unknown key; {NearestName.Hint(entry.Key, _known.Keys)}");
        }
    }

    private string PathOf(string key) => _path.Length == 0 ? key : $"{_path}.{key}";
}
