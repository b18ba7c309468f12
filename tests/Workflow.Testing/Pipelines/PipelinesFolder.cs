using System.Text.RegularExpressions;
using Workflow.Testing.Files;
using Workflow.Testing.Http;

namespace Workflow.Testing.Pipelines;

/// <summary>
/// A folder with a pipelines.yaml of quick pipelines and their recipes: <c>rig</c> reads 60 cycles of the simulated hydraulic rig, <c>gated</c>
/// stops in the middle of its first step until its <see cref="Gate"/> is opened, <c>unavailable</c> fails because its source is nowhere.
/// Each has the steps ingest and split.
/// </summary>
public sealed partial class PipelinesFolder : IDisposable
{
    /// <summary>What the failing pipeline's recipe calls itself: what a page must not take for a tag.</summary>
    public const string HostileName = "<script>alert('ä & b')</script>";

    private const string Pipelines = """
        pipelines:
          rig: {recipe: rig.yaml, target: cool_cond_y, steps: {ingest: , split: }}
          gated: {recipe: gated.yaml, target: state, steps: {ingest: , split: }}
          unavailable: {recipe: unavailable.yaml, target: state, steps: {ingest: , split: }}
        """;

    private const string Gated = """
        name: gated
        kind: command
        command: [sh, -c, 'if [ -p gate ]; then echo reached > reached; cat gate; fi; cp table.csv "$0"', "{output}"]
        inputs: [table.csv]
        columns: {a: {type: number}}
        labels: {columns: {state: {0: good, 1: bad}}}
        """;

    private const string Unavailable = $"""
        name: "{HostileName}"
        kind: table
        sources:
          - mirror: nowhere-at-all.csv
        columns:
          a:
            type: number
        labels:
          columns:
            state:
              0: good
              1: bad
        """;

    private readonly TemporaryFolder _folder = new();

    /// <summary>Creates the folder.</summary>
    public PipelinesFolder()
    {
        Write("pipelines.yaml", Pipelines);
        Write("rig.yaml", Rig());
        Write("gated.yaml", Gated);
        Write("unavailable.yaml", Unavailable);
        Write("table.csv", "a,state\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{i % 2}\n")));
    }

    /// <summary>The folder.</summary>
    public string Path => _folder.Path;

    /// <summary>The pipelines file.</summary>
    public string PipelinesFile => File("pipelines.yaml");

    /// <summary>A state directory, not made yet.</summary>
    public string Home => File("home");

    /// <summary>A path in the folder.</summary>
    public string File(string name) => _folder.File(name);

    /// <summary>Writes a file into the folder.</summary>
    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    /// <summary>Adds a pipeline to pipelines.yaml.</summary>
    public void Add(string pipeline) => System.IO.File.AppendAllText(PipelinesFile, $"\n  {pipeline}\n");

    /// <summary>Adds a webhook <c>ops</c> to pipelines.yaml, behind all pipelines.</summary>
    public void Declare(HookReceiver receiver) => Declare(receiver.Port);

    /// <summary>Adds a webhook <c>ops</c> on a port of this machine to pipelines.yaml, behind all pipelines.</summary>
    public void Declare(int port) => System.IO.File.AppendAllText(
        PipelinesFile, $"\nnotifications: {{ops: {{url: \"http://127.0.0.1:{port}/\", secret: \"file:{Write("secret", "of a test")}\"}}}}\n");

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    // The repository's recipe with all of its columns, but with a source that is always there.
    private static string Rig() => Sources().Replace(
        System.IO.File.ReadAllText(Repository.Path("data-recipes", "hydraulic.yaml")), "sources: [{simulate: hydraulic-rig, seed: 7, cycles: 60}]\n\n", 1);

    [GeneratedRegex(@"^sources:\n(  .*\n)+", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sources();
}
