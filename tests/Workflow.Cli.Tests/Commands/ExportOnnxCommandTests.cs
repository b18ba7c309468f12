using System.Security.Cryptography;
using Workflow.Cli.Tests.TestData;
using Workflow.Scoring;
using Workflow.Testing.Onnx;

namespace Workflow.Cli.Tests.Commands;

/// <summary>A trained version as ONNX: what others say of it.</summary>
[Collection(nameof(Trained))]
[Trait("Speed", "Slow")]
public sealed class ExportOnnxCommandTests(TrainedDesk desk)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("trained")]
    [InlineData("trained@1")]
    public async Task Export_Onnx_TellsWhatItHasWritten_TheSameBytesEveryTime(string name)
    {
        (byte[] first, string told) = await ExportAsync(name);
        (byte[] second, _) = await ExportAsync("trained@1");

        Assert.Contains($"trained@1: {first.Length / 1000.0:F0} kB, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(first))}, into ", told, StringComparison.Ordinal);
        Assert.Equal(first, second);
    }

    [Fact]
    [Trait("Needs", "Node")]
    public async Task Export_Onnx_ScoresTheTestPartAsThePipelineDoes()
    {
        string pipelineFile = desk.NewFile(".pipeline");
        (await desk.RunAsync("export", "pipeline", "trained", "--out", pipelineFile)).Succeeded();
        var pipeline = ScoringPipeline.Open(pipelineFile);
        (byte[] model, _) = await ExportAsync("trained");
        var exported = new OnnxCase(model, pipeline, OnnxRows.Read(desk.Folder.File("test.csv"), pipeline.InputColumns));

        Assert.Empty(await OnnxPeers.CheckAsync([exported], Cancel));
        Assert.InRange(OnnxComparison.LargestDifference(exported, (await OnnxPeers.ScoreAsync([exported], threads: 0, Cancel))[0]), 0, 1e-5);
    }

    private async Task<(byte[] Model, string Told)> ExportAsync(string name)
    {
        string file = desk.NewFile(".onnx");
        CommandResult export = (await desk.RunAsync("export", "onnx", name, "--out", file)).Succeeded();
        Assert.Empty(export.Output);
        return (await File.ReadAllBytesAsync(file, Cancel), export.Error);
    }
}
