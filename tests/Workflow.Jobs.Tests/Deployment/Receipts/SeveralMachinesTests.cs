using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Deployment.Receipts;

/// <summary>Several machines on one database, of which not each can reach what was deployed.</summary>
public sealed class SeveralMachinesTests(PostgresServer postgres)
{
    private static readonly ProofCheck Silent = ProofCheck.Unknown("pipeline", "nobody answers");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // What a machine proves another one may not be able to reach; where the first is gone, another may find out.
    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task AskAsync_MachineThatCannotReachIt_SaysNothingOfIt()
    {
        await using TestReceipts test = await TestReceipts.CreateAsync(DatabaseEngine.Postgres, postgres);
        await test.DeployAsync("one");
        await test.AskAsync();
        ReceiptKeeper other = test.KeeperElsewhere;
        test.Platform.Answers(Silent);
        test.Clock.Advance(TestReceipts.Interval);
        Assert.Empty(await test.AskAsync(other));
        Assert.Single(test.Platform.Asked);

        // Nor where a person asks there, while the first machine still does.
        Receipt asked = Assert.Single(await test.ListAsync());
        Assert.Null(await other.AskAsync(Projects.Default, asked, TestReceipts.Interval, isDemanded: true, Cancellation));
        Assert.Equal((ReceiptState.Green, 0), Assert.Single(await test.ListAsync()) is var still ? (still.State, still.Misses) : default);

        test.Platform.Answers(ProofCheck.Proven("pipeline", "the right one"));
        test.Clock.Advance(4 * TestReceipts.Interval);
        Assert.Equal(ReceiptState.Green, Assert.Single(await test.AskAsync(other)).State);
    }

    // A server in a container is another machine after each restart: what ends meanwhile must not stay unknown for ever.
    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task AskAsync_WhoProvedItIsGone_ItsSilenceCountsForWhoeverAsks()
    {
        await using TestReceipts test = await TestReceipts.CreateAsync(DatabaseEngine.Postgres, postgres);
        await test.DeclareWebhookAsync();
        await test.DeployAsync("one");
        await test.AskAsync();
        ReceiptKeeper other = test.KeeperElsewhere;
        test.Platform.Answers(Silent);
        test.Clock.Advance(4 * TestReceipts.Interval);
        Assert.Equal((ReceiptState.Amber, "pipeline: nobody answers"), Assert.Single(await test.AskAsync(other)) is var first ? (first.State, first.Reason) : default);
        foreach (ReceiptState state in (ReceiptState[])[ReceiptState.Amber, ReceiptState.Red])
        {
            test.Clock.Advance(1.25 * TestReceipts.Interval);
            Assert.Equal(state, Assert.Single(await test.AskAsync(other)).State);
        }

        Assert.Equal(["receipt-red"], await test.ToldAsync());
    }

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task AskAsync_NeverProven_IsRedAtTheThirdTime()
    {
        await using TestReceipts test = await TestReceipts.CreateAsync(DatabaseEngine.Postgres, postgres);
        await test.DeclareWebhookAsync();
        await test.DeployAsync("one");
        test.Platform.Answers(Silent);
        foreach (ReceiptState state in (ReceiptState[])[ReceiptState.Amber, ReceiptState.Amber, ReceiptState.Red])
        {
            Assert.Equal(state, Assert.Single(await test.AskAsync()).State);
            test.Clock.Advance(1.25 * TestReceipts.Interval);
        }

        Assert.Equal("never proven: pipeline: nobody answers", Assert.Single(await test.ListAsync()).Reason);
        Assert.Equal(["receipt-red"], await test.ToldAsync());
    }

    // Whoever cannot reach it must not keep asking before the one that can.
    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task AskAsync_NeverProvenAndAskedInVain_AnotherMachineGoesFirst()
    {
        await using TestReceipts test = await TestReceipts.CreateAsync(DatabaseEngine.Postgres, postgres);
        await test.DeployAsync("one");
        ReceiptKeeper unreachable = test.KeeperElsewhere;
        test.Platform.Answers(Silent);
        Assert.Equal(ReceiptState.Amber, Assert.Single(await test.AskAsync(unreachable)).State);
        test.Clock.Advance(TestReceipts.Interval);
        Assert.Empty(await test.AskAsync(unreachable));
        test.Platform.Answers(ProofCheck.Proven("pipeline", "the right one"));
        Assert.Equal(ReceiptState.Green, Assert.Single(await test.AskAsync()).State);
    }
}
