using Workflow.Cli.Tests.TestData;
using Workflow.Testing.Pipelines;

namespace Workflow.Cli.Tests.Commands;

/// <summary>Containers that the program of a step starts as the documentation says, on a real Docker engine.</summary>
[Trait("Speed", "Slow")]
[Trait("Needs", "Docker")]
public sealed class StepContainersTests : IDisposable
{
    private readonly SleepingImage _image = SleepingImage.Create();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // The second attempt, where there is one, starts none.
    private string Contained => $$"""
        contained: {steps: {hold: {run: [sh, -c, 'mkdir begun || exit 0; docker run -d --network none --label workflow.step=$WORKFLOW_STEP {{_image.Name}} && echo reached > reached && sleep 100000'] } } }
        """;

    [Fact]
    public async Task Cancel_OfARun_RemovesTheContainerOfItsStep()
    {
        using ServingDesk desk = await ServingDesk.StartAsync();
        using var gate = new Gate(desk.Folder);
        desk.Folder.Add(Contained);
        using HttpResponseMessage response = await desk.PostRunAsync("contained", desk.Key);
        string run = response.Headers.Location!.OriginalString.Split('/')[^1];
        await gate.ReachedAsync(Cancel);
        Assert.Equal([$"{run}/hold/1"], _image.Containers());

        (await desk.RunAsync("runs", "cancel", run)).Succeeded();
        Assert.Equal("Cancelled", (await desk.FollowAsync(run)).State());
        Assert.Empty(_image.Containers());
    }

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task Worker_IsKilled_TheNextRemovesTheContainerOfItsStep()
    {
        await using PostgresDesk desk = await PostgresDesk.StartAsync();
        using var gate = new Gate(desk.Folder);
        desk.Folder.Add(Contained);
        using WorkerProcess killed = await desk.StartWorkerAsync("--lease", "2s");
        string run = await desk.AddRunAsync("contained");
        await gate.ReachedAsync(Cancel);
        killed.Process.Signal("KILL");
        Assert.Equal([$"{run}/hold/1"], _image.Containers());

        using WorkerProcess next = await desk.StartWorkerAsync();
        await desk.UntilAsync("SELECT COUNT(*) = 1 FROM run WHERE state = 'Succeeded'");
        Assert.Empty(_image.Containers());
    }

    // No attempt follows that would remove it.
    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task Cancel_AfterTheWorkerWasKilled_AnotherRemovesTheContainerOfTheStep()
    {
        await using PostgresDesk desk = await PostgresDesk.StartAsync();
        using var gate = new Gate(desk.Folder);
        desk.Folder.Add(Contained);
        using WorkerProcess killed = await desk.StartWorkerAsync("--lease", "5s");
        string run = await desk.AddRunAsync("contained");
        await gate.ReachedAsync(Cancel);
        using WorkerProcess other = await desk.StartWorkerAsync();
        killed.Process.Signal("KILL");
        await desk.CancelAsync(run);
        await desk.UntilAsync("SELECT COUNT(*) = 1 FROM run WHERE state = 'Cancelled'");
        await _image.WhenGoneAsync().WaitAsync(TimeSpan.FromMinutes(2), Cancel);
    }

    public void Dispose() => _image.Dispose();
}
