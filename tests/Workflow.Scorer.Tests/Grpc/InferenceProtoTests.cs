using System.Diagnostics;
using System.Net;
using Workflow.Scorer.Tests.TestData;
using Workflow.Testing.Files;

namespace Workflow.Scorer.Tests.Grpc;

public sealed class InferenceProtoTests(GrpcScorer shared) : IClassFixture<GrpcScorer>
{
    [Fact]
    public async Task Get_WithAPipelineOrWithout_AnswersTheDescription()
    {
        string expected = await File.ReadAllTextAsync(Repository.Path("src", "Workflow.Scorer", "Grpc", "inference.proto"), TestContext.Current.CancellationToken);
        await using RunningScorer unready = await RunningScorer.StartUnreadableAsync(null);
        foreach (RunningScorer scorer in (RunningScorer[])[shared.Scorer, unready])
        {
            HttpResponseMessage response = await scorer.GetAsync("inference.proto");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType?.ToString());
            Assert.Equal(expected, await Answers.TextAsync(response));
        }
    }

    // Each method that there is, and no other.
    [Fact]
    public async Task Get_Methods_AreThoseThatAreAnswered()
    {
        string text = await Answers.TextAsync(await shared.Scorer.GetAsync("inference.proto"));
        string[] methods = [.. text.Split('\n').Where(line => line.StartsWith("  rpc ", StringComparison.Ordinal)).Select(line => line["  rpc ".Length..line.IndexOf('(', StringComparison.Ordinal)])];
        using var connection = new GrpcConnection(shared.Address);
        const int unimplemented = 12;
        Assert.Equal(7, methods.Length);
        foreach (string method in methods) Assert.NotEqual(unimplemented, (await connection.CallAsync(method, GrpcConnection.Frame())).Status);
        Assert.Equal(unimplemented, (await connection.CallAsync("Other", GrpcConnection.Frame())).Status);
    }

    [Fact]
    [Trait("Needs", "Python")]
    public async Task Get_TheAnswer_IsCompiledByProtoc()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("inference.proto"), await Answers.TextAsync(await shared.Scorer.GetAsync("inference.proto")), TestContext.Current.CancellationToken);
        var info = new ProcessStartInfo("/usr/bin/protoc", ["--fatal_warnings", $"--proto_path={folder.Path}", $"--python_out={folder.Path}", $"--cpp_out={folder.Path}", "inference.proto"]) { UseShellExecute = false, RedirectStandardError = true };
        using Process protoc = Process.Start(info)!;
        string error = await protoc.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await protoc.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(protoc.ExitCode == 0, error);
        Assert.True(File.Exists(folder.File("inference_pb2.py")) && File.Exists(folder.File("inference.pb.h")));
    }
}
