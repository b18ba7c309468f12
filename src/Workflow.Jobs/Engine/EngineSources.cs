using System.Text;
using System.Text.RegularExpressions;
using Workflow.Jobs.Processes;
using Workflow.Training.Files;

namespace Workflow.Jobs.Engine;

/// <summary>Everything that the scorer is made of.</summary>
/// <param name="Hash">Digest over all of it.</param>
/// <param name="Sdk">Version of the SDK.</param>
/// <param name="Runtime">Version of the pinned runtime.</param>
/// <param name="Libraries">Libraries of this host.</param>
internal sealed partial record EngineSources(string Hash, string Sdk, string Runtime, IReadOnlyList<SystemLibrary> Libraries)
{
    private const int VersionLimit = 1024;
    private static readonly string[] Projects = ["src/Workflow.Scorer", "src/Workflow.Scoring"];
    private static readonly string[] Files = ["Directory.Build.props", "Directory.Packages.props", "global.json"];

    /// <summary>Reads and hashes the sources.</summary>
    /// <exception cref="EngineException">The sources are not there.</exception>
    public static async Task<EngineSources> ReadAsync(string root, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Path.Combine(root, Projects[0]))) throw new EngineException($"the scorer's sources are not in {root}");
        var version = new ChildProgram("dotnet", ["--version"], root, ChildEnvironment.OfDotNet()) { OutputLimit = VersionLimit };
        string sdk = (await ChildProcess.RunAsync(version, cancellationToken).ConfigureAwait(false)).Output;
        string pins = await File.ReadAllTextAsync(Path.Combine(root, Projects[0], "engine.props"), cancellationToken).ConfigureAwait(false);
        IReadOnlyList<SystemLibrary> libraries = await SystemLibraries.FindAsync(cancellationToken).ConfigureAwait(false);

        var text = new StringBuilder();
        text.Append("sdk ").Append(sdk).Append('\n');
        foreach (SystemLibrary library in libraries) text.Append(library.ImagePath).Append(' ').Append(library.Sha256).Append('\n');
        foreach (string file in List(root))
        {
            string digest = await Sha256Hex.OfFileAsync(Path.Combine(root, file), cancellationToken).ConfigureAwait(false);
            text.Append(file).Append(' ').Append(digest).Append('\n');
        }

        return new EngineSources(Sha256Hex.Of(Encoding.UTF8.GetBytes(text.ToString())), sdk, RuntimeVersion().Match(pins).Groups["version"].Value, libraries);
    }

    private static IEnumerable<string> List(string root) => Projects
        .SelectMany(project => Directory.EnumerateFiles(Path.Combine(root, project), "*", SearchOption.AllDirectories))
        .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'))
        .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"))
        .Concat(Files)
        .Order(StringComparer.Ordinal);

    [GeneratedRegex("<EngineRuntimeVersion>(?<version>[^<]*)</EngineRuntimeVersion>", RegexOptions.None | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RuntimeVersion();
}
