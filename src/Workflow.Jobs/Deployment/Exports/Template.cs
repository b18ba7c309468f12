using System.Text;

namespace Workflow.Jobs.Deployment.Exports;

/// <summary>Files with placeholders: those that come with the program, or a folder of the user's own.</summary>
public static class Template
{
    private const string Resources = "Exports/";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Fills every file. What is no text in UTF-8 is copied as it is.</summary>
    /// <param name="files">Files with placeholders.</param>
    /// <param name="values">Values by their names.</param>
    /// <exception cref="ExportException">A placeholder has no value; the message names every one, with file and line, and the values that there are.</exception>
    public static IReadOnlyList<ExportedFile> Fill(IReadOnlyList<ExportedFile> files, IReadOnlyDictionary<string, TemplateValue> values)
    {
        ArgumentNullException.ThrowIfNull(files);
        List<string> problems = [];
        ExportedFile[] filled = [.. files.Select(file => Fill(file, values, problems))];
        ExportException.Require("the template cannot be filled", problems);
        return filled;
    }

    /// <summary>The files of a template that comes with the program.</summary>
    /// <param name="name">Name of its folder.</param>
    internal static IReadOnlyList<ExportedFile> BuiltIn(string name)
    {
        string folder = $"{Resources}{name}/";
        return
        [
            .. typeof(Template).Assembly.GetManifestResourceNames()
                .Select(resource => (Resource: resource, Path: resource.Replace('\\', '/')))
                .Where(resource => resource.Path.StartsWith(folder, StringComparison.Ordinal))
                .OrderBy(resource => resource.Path, StringComparer.Ordinal)
                .Select(resource => new ExportedFile(resource.Path[folder.Length..], Read(resource.Resource))),
        ];
    }

    private static ExportedFile Fill(ExportedFile file, IReadOnlyDictionary<string, TemplateValue> values, List<string> problems) =>
        TryDecode(file.Content.Span) is { } text ? file with { Content = Strict.GetBytes(TemplateText.Fill(file.Path, text, values, problems)) } : file;

    private static string? TryDecode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Contains((byte)0)) return null;
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static byte[] Read(string resource)
    {
        using Stream stream = typeof(Template).Assembly.GetManifestResourceStream(resource)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
