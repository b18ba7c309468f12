using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Workflow.Training.Configuration;

/// <summary>
/// Reads YAML into <see cref="ConfigNode"/>s: anchors, aliases and merge keys (<c>&lt;&lt;</c>) resolved, duplicate keys refused,
/// depth and size bounded. Tags are ignored: nothing in a file can name a type or run code.
/// </summary>
public static class YamlText
{
    private const int MaximumDepth = 32;
    private const int MaximumNodes = 100_000;
    private const int MaximumCharacters = 4 << 20;

    /// <summary>Reads a text.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="source">Name for error messages.</param>
    /// <exception cref="ConfigurationException">Not YAML, more than one document, a repeated key, a cycle, too deep or too large.</exception>
    public static ConfigNode Read(string text, string source)
    {
        if (text.Length > MaximumCharacters) throw Refused(new ConfigLocation(source, 1, 1), $"longer than {MaximumCharacters} characters");
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException wrong)
        {
            throw Refused(Location(source, wrong.Start), Explain(wrong));
        }

        if (stream.Documents.Count != 1) throw Refused(new ConfigLocation(source, 1, 1), $"one YAML document is expected, not {stream.Documents.Count}");
        return new Conversion(source).Convert(stream.Documents[0].RootNode, 0);
    }

    private static string Explain(YamlException wrong) =>
        wrong.InnerException is ArgumentException duplicate ? duplicate.Message : wrong.Message;

    private static ConfigLocation Location(string source, Mark mark) => new(source, mark.Line, mark.Column);

    private static ConfigurationException Refused(ConfigLocation location, string message) =>
        new([new ConfigProblem(location, string.Empty, message)]);

    private sealed class Conversion(string source)
    {
        private readonly HashSet<YamlNode> _open = new(ReferenceEqualityComparer.Instance);
        private int _nodes;

        public ConfigNode Convert(YamlNode node, int depth)
        {
            ConfigLocation location = Location(source, node.Start);
            if (depth > MaximumDepth) throw Refused(location, $"nested deeper than {MaximumDepth} levels");
            if (++_nodes > MaximumNodes) throw Refused(location, $"more than {MaximumNodes} values once aliases are expanded");
            if (!_open.Add(node)) throw Refused(location, "an anchor contains an alias to itself");
            ConfigNode converted = node switch
            {
                YamlScalarNode scalar => new ConfigScalar(location, scalar.Value ?? string.Empty, scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any)),
                YamlSequenceNode list => new ConfigList(location, [.. list.Children.Select(item => Convert(item, depth + 1))]),
                YamlMappingNode map => ConvertMap(map, location, depth),
                _ => throw Refused(location, $"a {node.NodeType} is not supported"),
            };
            _open.Remove(node);
            return converted;
        }

        private ConfigMap ConvertMap(YamlMappingNode map, ConfigLocation location, int depth)
        {
            var own = new List<ConfigEntry>();
            var merged = new List<ConfigEntry>();
            foreach ((YamlNode key, YamlNode value) in map.Children)
            {
                ConfigLocation keyLocation = Location(source, key.Start);
                if (key is not YamlScalarNode { Value: { } name }) throw Refused(keyLocation, "a key must be a single value");
                if (string.Equals(name, "<<", StringComparison.Ordinal)) merged.AddRange(Merged(value, depth));
                else own.Add(new ConfigEntry(keyLocation, name, Convert(value, depth + 1)));
            }

            // As in YAML 1.1: keys of the mapping itself win over merged ones, earlier merged mappings over later ones.
            var seen = own.Select(entry => entry.Key).ToHashSet(StringComparer.Ordinal);
            if (seen.Count != own.Count) throw Refused(location, "a key stands twice");
            return new ConfigMap(location, [.. merged.Where(entry => seen.Add(entry.Key)), .. own]);
        }

        private IEnumerable<ConfigEntry> Merged(YamlNode value, int depth) => Convert(value, depth + 1) switch
        {
            ConfigMap map => map.Entries,
            ConfigList list when list.Items.All(item => item is ConfigMap) => list.Items.Cast<ConfigMap>().SelectMany(map => map.Entries),
            { } other => throw Refused(other.Location, $"'<<' merges mappings, and this is {other.Kind}"),
        };
    }
}
