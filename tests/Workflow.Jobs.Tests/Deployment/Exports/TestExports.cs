using System.Text;
using Workflow.Jobs.Deployment.Exports;
using Workflow.Jobs.Images;
using Workflow.Jobs.Registry;
using Workflow.Scoring;
using Workflow.Testing.Scoring;

namespace Workflow.Jobs.Tests.Deployment.Exports;

/// <summary>Versions to be taken elsewhere.</summary>
internal static class TestExports
{
    public const string Ecr = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/models/cooling";
    public const string ArtifactRegistry = "europe-west1-docker.pkg.dev/my-project/models/cooling";
    public const string Repository = "registry.example.com/models/cooling";

    /// <summary>Texts that would end the text that they stand in, if nobody minded.</summary>
    public static IReadOnlyList<string> Hostile { get; } =
    [
        "\"", "\\", "a\nb", "a\r\n---\nb: 1", "${file(\"/etc/passwd\")}", "$${x}", "%{ if true }", "$", "%", "{", "{a", "${", "'; exit 1 #", "`id`", "$(id)", "</td><script>", "[a](b)", "```\n# a",
        "a: b", "#", "- a", "!!x", "*a", "&a", "{{ image }}", "\t", "\u0000", "\u001b[2J", "\u2028", "ünïcode 😀", "\u202e", " ", "",
    ];

    public static string Digest { get; } = $"sha256:{new string('a', 64)}";

    public static ScoringPipeline Pipeline { get; } = SamplePipelines.Graded().ToPipeline();

    public static ModelVersion Version { get; } = new()
    {
        Model = "cooling",
        Number = 3,
        PipelineSha256 = new string('0', 64),
        RunId = null,
        Summary = new VersionSummary("state", "sample", 0.1, 0.9, 0.9, 0.9, "mirror x", true, 1000),
        CreatedAt = DateTimeOffset.UnixEpoch,
        Image = new BuiltImage("workflow/cooling:a", Digest, $"sha256:{new string('b', 64)}", 2, 1),
    };

    /// <summary>A request for an image.</summary>
    public static ExportRequest Of(string image) => ExportRequest.Of(Version, image, Pipeline);

    /// <summary>A file of an export as text.</summary>
    public static string Text(this IReadOnlyList<ExportedFile> files, string path) => Encoding.UTF8.GetString(Assert.Single(files, file => file.Path == path).Content.Span);

    /// <summary>What every export must be: the same bytes every time, no placeholder left, the image by its digest alone, the sample with its answer.</summary>
    public static void AssertSound(Func<IReadOnlyList<ExportedFile>> write, string image)
    {
        IReadOnlyList<ExportedFile> files = write();
        Assert.Equal(files.Select(file => (file.Path, Convert.ToHexString(file.Content.Span))), write().Select(file => (file.Path, Convert.ToHexString(file.Content.Span))));
        foreach (ExportedFile file in files)
        {
            string text = Encoding.UTF8.GetString(file.Content.Span);
            Assert.DoesNotContain("{{", text, StringComparison.Ordinal);
            Assert.DoesNotContain('\r', text);
            Assert.EndsWith("\n", text, StringComparison.Ordinal);
        }

        string all = string.Concat(files.Select(file => Encoding.UTF8.GetString(file.Content.Span)));
        Assert.Contains($"{image}@{Digest}", all, StringComparison.Ordinal);
        Assert.DoesNotContain($"{image}:", all, StringComparison.Ordinal);
        string readme = files.Text("README.md");
        foreach (string words in (string[])["cooling@3", "trained on simulated data", "./workflow image verify cooling@3", files.Text("test.json").Trim(), files.Text("expected.json").Trim()])
            Assert.Contains(words, readme, StringComparison.Ordinal);
    }
}
