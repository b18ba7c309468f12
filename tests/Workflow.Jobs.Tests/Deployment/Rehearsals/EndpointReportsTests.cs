using Workflow.Jobs.Deployment.Rehearsals;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Deployment.Rehearsals;

/// <summary>Which rehearsal is told of an endpoint.</summary>
public sealed class EndpointReportsTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ListAsync_GoingBackWouldLeadElsewhereByNow_TellsNoRehearsal()
    {
        await using TestRehearsals test = await TestRehearsals.CreateAsync(postgres);
        Assert.Null(await ToldAsync(test));
        Rehearsal rehearsed = await test.Rehearsal.RunNowAsync(Projects.Default, TestRehearsals.Endpoint, Cancellation);
        Assert.Equal("sample@1", rehearsed.Version);
        Assert.Equal(rehearsed, await ToldAsync(test));
        test.Clock.Advance(TimeSpan.FromMinutes(1));

        // Another version serves, and going back leads to the same one as before, with the same image.
        await test.DeployAsync(TestRehearsals.Endpoint);
        Assert.Equal(rehearsed, await ToldAsync(test));

        // What was rehearsed is what serves.
        await test.DeployFirstAsync(TestRehearsals.Endpoint);
        Assert.Null(await ToldAsync(test));
        Assert.Equal(rehearsed, await test.LastAsync());
    }

    private static async Task<Rehearsal?> ToldAsync(TestRehearsals test) => Assert.Single(await test.Reports.ListAsync(Projects.Default, Cancellation)).Rehearsal;
}
