using System.Text;
using Workflow.Training.Files;

namespace Workflow.Jobs.Steps;

/// <summary>
/// Names the code that makes results: a step's result is reused only by the very code that made it, and workers of one database run the same.
/// It is a hash of the sources, so that every machine that builds them gives them the same name.
/// </summary>
public static class CodeVersion
{
    private const string Resource = "step-sources.txt";
    private static readonly string[] Sources = Read();

    /// <summary>Version of the code that trains: 16 hexadecimal digits over the sources of scoring and training.</summary>
    public static string Training { get; } = Of(Sources.Where(line => !line.Contains("Workflow.Jobs/", StringComparison.Ordinal)));

    /// <summary>Version of all code that steps run.</summary>
    public static string Steps { get; } = Of(Sources);

    // One line for each file: where it is, and its hash. The build lists them in the order in which it finds them.
    private static string Of(IEnumerable<string> lines) => Sha256Hex.Of(Encoding.UTF8.GetBytes(string.Join('\n', lines.Order(StringComparer.Ordinal))))[..16];

    private static string[] Read()
    {
        using Stream stream = typeof(CodeVersion).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"the program was built without {Resource}");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
