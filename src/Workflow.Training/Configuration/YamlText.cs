namespace Workflow.Training.Configuration;

/// <summary>
/// Reads YAML into <see cref="ConfigNode"/>s: anchors, aliases and merge keys (<c>&lt;&lt;</c>) resolved, duplicate keys refused,
/// depth and size bounded. Tags are ignored: nothing in a file can name a type or run code.
/// </summary>
public static class YamlText
{
    private const int MaximumCharacters = 4 << 20;
    private const char ByteOrderMark = '\uFEFF';

    /// <summary>Reads a text.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="source">Name for error messages.</param>
    /// <exception cref="ConfigurationException">Not YAML, more than one document, a repeated key, a cycle, too deep or too large.</exception>
    public static ConfigNode Read(string text, string source)
    {
        if (text.Length > MaximumCharacters)
        {
            var start = new ConfigLocation(source, 1, 1);
            throw new ConfigurationException([new ConfigProblem(start, string.Empty, $"longer than {MaximumCharacters} characters")]);
        }

        using var reader = new StringReader(text.StartsWith(ByteOrderMark) ? text[1..] : text);
        return new YamlDocumentReader(reader, source).Read();
    }
}
