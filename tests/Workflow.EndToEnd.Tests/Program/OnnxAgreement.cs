using Workflow.Scoring;
using Workflow.Testing.Files;
using Workflow.Testing.Onnx;

namespace Workflow.EndToEnd.Tests.Program;

/// <summary>A version beside its export to ONNX.</summary>
internal static class OnnxAgreement
{
    private const double Tolerance = 1e-5;

    /// <summary>Asserts that the export is right by ONNX' own rules, and that ONNX Runtime scores every row with it as the version does.</summary>
    /// <param name="program">The program that has the version.</param>
    /// <param name="version">The version.</param>
    /// <param name="csv">A CSV file with the rows.</param>
    /// <param name="folder">Where the exports go.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task RequireAsync(WorkflowProgram program, string version, string csv, TemporaryFolder folder, CancellationToken cancellationToken)
    {
        string pipelineFile = folder.File("onnx.pipeline"), onnxFile = folder.File("model.onnx");
        (await program.RunAsync(cancellationToken, "export", "pipeline", version, "--out", pipelineFile)).Succeeded();
        (await program.RunAsync(cancellationToken, "export", "onnx", version, "--out", onnxFile)).Succeeded();
        var pipeline = ScoringPipeline.Open(pipelineFile);
        var exported = new OnnxCase(await File.ReadAllBytesAsync(onnxFile, cancellationToken), pipeline, OnnxRows.Read(csv, pipeline.InputColumns));

        Assert.Empty(await OnnxPeers.CheckAsync([exported], cancellationToken));
        IReadOnlyDictionary<string, OnnxOutput> answer = (await OnnxPeers.ScoreAsync([exported], threads: 0, cancellationToken))[0];
        double difference = OnnxComparison.LargestDifference(exported, answer);
        TestContext.Current.TestOutputHelper!.WriteLine($"{version}: {exported.Rows.Count} rows, largest difference {difference:E1}");
        Assert.InRange(difference, 0, Tolerance);
    }
}
