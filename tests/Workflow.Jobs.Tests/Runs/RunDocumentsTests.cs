using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps.Ingest;
using Workflow.Jobs.Steps.Train;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Runs;

public sealed class RunDocumentsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DirectoryArtifactStore _artifacts;

    public RunDocumentsTests() => _artifacts = new DirectoryArtifactStore(_folder.Path);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Read_Twice_ReadsTheArtifactOnce()
    {
        string digest = await _artifacts.PutAsync(JobsJson.WriteUtf8(new IngestReport("mirror cases.csv", [], "abc", false, 10, 2)), Cancellation);
        RunDocuments documents = Documents(digest);
        IngestReport? first = await documents.ReadAsync<IngestReport>(IngestStep.Report, Cancellation);
        Assert.Equal("mirror cases.csv", first?.Origin);
        File.Delete(await _artifacts.FileAsync(digest, Cancellation));
        Assert.Same(first, await documents.ReadAsync<IngestReport>(IngestStep.Report, Cancellation));
        await Assert.ThrowsAsync<ArtifactException>(() => Documents(digest).ReadAsync<IngestReport>(IngestStep.Report, Cancellation));
    }

    [Fact]
    public async Task Read_WhatNoStepHasLeft_IsNull()
    {
        RunDocuments documents = Documents(digest: null);
        Assert.Null(await documents.ReadAsync<IngestReport>(IngestStep.Report, Cancellation));
        Assert.Null(await documents.ReadAsync<Leaderboard>(TrainStep.Leaderboard, Cancellation));
    }

    // A run with one step, which has left its report, or has not ended.
    private RunDocuments Documents(string? digest)
    {
        StepOutputs? outputs = digest is null
            ? null
            : StepOutputs.None with { Artifacts = new Dictionary<string, string>(StringComparer.Ordinal) { [IngestStep.Report.Output] = digest } };
        var run = new RunRecord
        {
            Id = "run",
            Project = Projects.Default,
            Definition = SampleDefinitions.Of("ingest"),
            Cause = RunCause.ByHand("test"),
            State = RunState.Running,
            CreatedAt = DateTimeOffset.UnixEpoch,
            Steps = [new StepRecord { Name = "ingest", State = digest is null ? StepState.Running : StepState.Succeeded, Fence = 1, Outputs = outputs }],
        };
        return new RunDocuments(run, _artifacts);
    }
}
