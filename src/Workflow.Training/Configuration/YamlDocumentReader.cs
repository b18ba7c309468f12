using System.Runtime.InteropServices;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Workflow.Training.Configuration;

/// <summary>
/// Builds the nodes of one YAML document from the parser's events. The limits hold while the text is read: a tree of the library's own
/// would already have overflowed the stack of a deep text, or have hashed the expansion of a key made of aliases.
/// </summary>
internal sealed class YamlDocumentReader(TextReader text, string source)
{
    private const int MaximumDepth = 32;
    private const int MaximumValues = 100_000;

    private readonly Parser _parser = new(text);

    // Null while the anchored value is being read.
    private readonly Dictionary<AnchorName, Part?> _anchors = [];
    private int _values;

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Part(ConfigNode Node, int Height, int Values);

    /// <summary>Reads the document to the end of the text.</summary>
    public ConfigNode Read()
    {
        ConfigNode? root = null;
        int documents = 0;
        while (Next() is { } next)
        {
            if (next is not DocumentStart) continue;
            documents++;
            root ??= ReadValue(Next()!, 0).Node;
        }

        return documents == 1 && root is not null
            ? root
            : throw Refused(new ConfigLocation(source, 1, 1), $"one YAML document is expected, not {documents}");
    }

    private ParsingEvent? Next()
    {
        try
        {
            return _parser.MoveNext() ? _parser.Current : null;
        }
        catch (YamlException wrong)
        {
            throw Refused(Location(wrong.Start), wrong.Message);
        }
        catch (Exception wrong) when (wrong is ArgumentException or InvalidOperationException)
        {
            // What the parser overlooks: an escape such as \U00110000, or text behind an explicit end of the document.
            throw Refused(Location(_parser.Current?.End ?? Mark.Empty), "what follows here is not YAML");
        }
    }

    private Part ReadValue(ParsingEvent start, int depth)
    {
        ConfigLocation location = Location(start.Start);
        RequireDepth(depth, location);
        if (start is AnchorAlias alias) return Expand(alias, depth, location);
        int valuesBefore = _values;
        Count(1, location);
        AnchorName anchor = start is NodeEvent node ? node.Anchor : AnchorName.Empty;
        if (!anchor.IsEmpty) _anchors[anchor] = null;
        (ConfigNode value, int height) = start switch
        {
            Scalar scalar => (new ConfigScalar(location, scalar.Value, scalar.Style is not ScalarStyle.Plain), 0),
            SequenceStart => ReadList(location, depth),
            MappingStart => ReadMap(location, depth),
            _ => throw Refused(location, $"a {start.GetType().Name} is not supported"),
        };
        var part = new Part(value, height, _values - valuesBefore);
        if (!anchor.IsEmpty) _anchors[anchor] = part;
        return part;
    }

    private (ConfigNode Value, int Height) ReadList(ConfigLocation location, int depth)
    {
        var items = new List<ConfigNode>();
        int height = 0;
        while (Next() is { } next and not SequenceEnd)
        {
            Part item = ReadValue(next, depth + 1);
            items.Add(item.Node);
            height = Math.Max(height, item.Height + 1);
        }

        return (new ConfigList(location, items), height);
    }

    private (ConfigNode Value, int Height) ReadMap(ConfigLocation location, int depth)
    {
        var own = new List<ConfigEntry>();
        List<ConfigEntry>? merged = null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        int height = 0;
        while (Next() is { } next and not MappingEnd)
        {
            ConfigLocation keyLocation = Location(next.Start);
            ConfigScalar key = ReadKey(next, keyLocation);
            bool isMerge = key is { Text: "<<", IsQuoted: false };
            if (isMerge && merged is not null) throw Refused(keyLocation, "the key '<<' stands twice; several mappings are merged by a list: <<: [*a, *b]");
            if (!isMerge && !seen.Add(key.Text)) throw Refused(keyLocation, $"the key '{key.Text}' stands twice");
            Part value = ReadValue(Next()!, depth + 1);
            height = Math.Max(height, value.Height + 1);
            if (isMerge) merged = [.. Merged(value.Node)];
            else own.Add(new ConfigEntry(keyLocation, key.Text, value.Node));
        }

        // As in YAML 1.1: keys of the mapping itself win over merged ones, earlier merged mappings over later ones.
        return (new ConfigMap(location, [.. (merged ?? []).Where(entry => seen.Add(entry.Key)), .. own]), height);
    }

    private ConfigScalar ReadKey(ParsingEvent start, ConfigLocation location) =>
        start is Scalar or AnchorAlias && ReadValue(start, 0).Node is ConfigScalar key ? key : throw Refused(location, "a key must be a single value");

    private Part Expand(AnchorAlias alias, int depth, ConfigLocation location)
    {
        if (!_anchors.TryGetValue(alias.Value, out Part? anchored))
        {
            string name = alias.Value.Value;
            string hint = NearestName.Find(name, _anchors.Keys.Select(known => known.Value)) is { } near ? $"; did you mean '{near}'?" : string.Empty;
            throw Refused(location, $"no anchor '{name}' stands above{hint}");
        }

        if (anchored is not { } part) throw Refused(location, "an anchor contains an alias to itself");
        RequireDepth(depth + part.Height, location);
        Count(part.Values, location);
        return part;
    }

    private static IEnumerable<ConfigEntry> Merged(ConfigNode value) => value switch
    {
        ConfigMap map => map.Entries,
        ConfigList list when list.Items.All(item => item is ConfigMap) => list.Items.Cast<ConfigMap>().SelectMany(map => map.Entries),
        _ => throw Refused(value.Location, $"'<<' merges mappings, and this is {value.Kind}"),
    };

    private static void RequireDepth(int depth, ConfigLocation location)
    {
        if (depth > MaximumDepth) throw Refused(location, $"nested deeper than {MaximumDepth} levels");
    }

    private void Count(int values, ConfigLocation location)
    {
        _values += values;
        if (_values > MaximumValues) throw Refused(location, $"more than {MaximumValues} values once aliases are expanded");
    }

    private ConfigLocation Location(Mark mark) => new(source, mark.Line, mark.Column);

    private static ConfigurationException Refused(ConfigLocation location, string message) => new([new ConfigProblem(location, string.Empty, message)]);
}
