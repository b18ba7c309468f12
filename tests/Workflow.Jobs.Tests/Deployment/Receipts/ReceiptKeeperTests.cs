using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Deployment.Receipts;

public sealed class ReceiptKeeperTests(PostgresServer postgres)
{
    private static readonly ProofCheck Swapped = ProofCheck.Refuted("image", "sha256:bad runs; deployed was sha256:good");
    private static readonly ProofCheck Silent = ProofCheck.Unknown("pipeline", "nobody answers");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task AskAsync_WhatWasDeployed_IsGreenAndSaysWhenItWasLastProven(DatabaseEngine engine)
    {
        await using TestReceipts test = await TestReceipts.CreateAsync(engine, postgres);
        await test.DeployAsync("new", previous: "old");
        Assert.All(await test.AskAsync(), receipt => Assert.Equal(ReceiptState.Green, receipt.State));
        DateTimeOffset first = test.Clock.GetUtcNow();
        Assert.Empty(await test.AskAsync());
        test.Clock.Advance(TestReceipts.Interval);
        Assert.Equal(2, (await test.AskAsync()).Count);

        IReadOnlyList<Receipt> all = await test.ListAsync();
        Assert.Equal([("serving", "new"), ("warm", "old")], all.Select(receipt => (receipt.Role, receipt.Handle)));
        Assert.All(all, receipt =>
        {
            Assert.Equal((first, first, first + TestReceipts.Interval), (receipt.Since, receipt.FirstProvenAt, receipt.LastProvenAt!.Value));
            Assert.Equal((2, 2), (receipt.Asks, receipt.Proofs));
            Assert.Equal(["pipeline", "signature"], receipt.Checks.Select(check => check.Name));
        });
        Assert.Equal(test.Image.ConfigDigest, test.Platform.Expected!.Image.ConfigDigest);
        Assert.Equal(["new green", "old green"], (await test.EventsAsync()).Order(StringComparer.Ordinal));
    }

    [Theory, OnEveryEngine]
    public async Task AskAsync_SomethingElseRuns_IsRedAtOnceToldOnceAndToldAgainWhenGreen(DatabaseEngine engine)
    {
        await using TestReceipts test = await TestReceipts.CreateAsync(engine, postgres);
        await test.DeclareWebhookAsync();
        await test.DeployAsync("one");
        await test.AskAsync();
        DateTimeOffset proven = test.Clock.GetUtcNow();
        Assert.Empty(await test.ToldAsync());

        test.Platform.Answers(Swapped);
        Receipt red = await test.AskLaterAsync();
        Assert.Equal((ReceiptState.Red, proven, "image: sha256:bad runs; deployed was sha256:good"), (red.State, red.LastProvenAt!.Value, red.Reason));
        Receipt still = await test.AskLaterAsync();
        Assert.Equal(red.Since, still.Since);
        Assert.Equal(["receipt-red"], await test.ToldAsync());

        // Silence does not heal it.
        test.Platform.Answers(Silent);
        Assert.Equal((ReceiptState.Red, red.Reason), await test.AskLaterAsync() is var silent ? (silent.State, silent.Reason) : default);

        test.Platform.Answers(ProofCheck.Proven("pipeline", "the right one"));
        Receipt green = await test.AskLaterAsync();
        Assert.Equal((ReceiptState.Green, null), (green.State, green.Reason));
        Assert.Equal(["receipt-red", "receipt-green"], await test.ToldAsync());
        Assert.Equal(["one green", "one red", "one green"], await test.EventsAsync());
    }

    [Theory, OnEveryEngine]
    public async Task AskAsync_RedDeploymentIsReplaced_TheNewOneTellsThatAllIsWell(DatabaseEngine engine)
    {
        await using TestReceipts test = await TestReceipts.CreateAsync(engine, postgres);
        await test.DeclareWebhookAsync();
        await test.DeployAsync("one");
        test.Platform.Answers(Swapped);
        await test.AskAsync();
        test.Clock.Advance(TestReceipts.Interval);
        await test.DeployAsync("two");
        test.Clock.Advance(TestReceipts.Interval);
        test.Platform.Answers(ProofCheck.Proven("pipeline", "the right one"));
        Assert.Equal("two", Assert.Single(await test.AskAsync()).Handle);
        Assert.Equal(["receipt-red", "receipt-green"], await test.ToldAsync());
        Assert.Equal(["one red", "one ended", "two green"], await test.EventsAsync());
    }

    [Theory, OnEveryEngine]
    public async Task AskAsync_Silence_IsAmberAndRedAtTheThirdTime(DatabaseEngine engine)
    {
        await using TestReceipts test = await TestReceipts.CreateAsync(engine, postgres);
        await test.DeclareWebhookAsync();
        await test.DeployAsync("one");
        await test.AskAsync();
        test.Platform.Answers(Silent);
        Assert.Equal((ReceiptState.Amber, "pipeline: nobody answers"), await test.AskLaterAsync() is var first ? (first.State, first.Reason) : default);
        Assert.Equal(ReceiptState.Amber, (await test.AskLaterAsync()).State);
        Assert.Empty(await test.ToldAsync());
        Receipt red = await test.AskLaterAsync();
        Assert.Equal((ReceiptState.Red, "not proven since 2026-01-01 00:00:00Z: pipeline: nobody answers"), (red.State, red.Reason));
        Assert.Equal(["receipt-red"], await test.ToldAsync());
    }

    [Fact]
    public async Task AskAsync_DoesNotAnswerInTime_CountsAsSilence()
    {
        await using TestReceipts test = await TestReceipts.CreateAsync(DatabaseEngine.Sqlite, postgres);
        await test.DeployAsync("one");
        test.Platform.Answer = async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            throw new InvalidOperationException("never");
        };
        Task<IReadOnlyList<Receipt>> asking = test.AskAsync();
        await test.Clock.WhenTimerAsync(TimeSpan.FromSeconds(20));
        test.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal("platform: it did not prove itself within 20 s", Assert.Single(await asking).Reason);
    }

    // Whatever comes from elsewhere, the process that asks goes on.
    [Fact]
    public async Task AskAsync_PlatformFailsInItsOwnWay_CountsAsSilence()
    {
        await using TestReceipts test = await TestReceipts.CreateAsync(DatabaseEngine.Sqlite, postgres);
        await test.DeployAsync("one");
        test.Platform.Answer = (_, _) => throw new InvalidOperationException("this is no JSON");
        Assert.Equal((ReceiptState.Amber, "platform: this is no JSON"), Assert.Single(await test.AskAsync()) is var asked ? (asked.State, asked.Reason) : default);
    }

    [Theory, OnEveryEngine]
    public async Task AskAsync_KeyWasRevoked_IsRedAtTheNextQuestion(DatabaseEngine engine)
    {
        await using TestReceipts test = await TestReceipts.CreateAsync(engine, postgres);
        await test.DeployAsync("one");
        Assert.Equal(ReceiptState.Green, Assert.Single(await test.AskAsync()).State);
        Assert.True(await test.Signing.Trusted.RevokeAsync((await test.Signing.Trusted.ListTrustedAsync(Cancellation))[0].Id, Cancellation));
        Receipt red = await test.AskLaterAsync();
        Assert.Equal(ReceiptState.Red, red.State);
        Assert.Contains("which was revoked on 2026-01-01", red.Reason, StringComparison.Ordinal);
    }

    // Deployed all the same, and on record for it: the image is still compared, its signatures are not.
    [Fact]
    public async Task AskAsync_DeployedUnverified_DoesNotAskForSignatures()
    {
        await using TestReceipts test = await TestReceipts.CreateAsync(DatabaseEngine.Sqlite, postgres);
        await test.DeployAsync("one", unverifiedReason: "a trial of the old key");
        await test.Signing.Trusted.RevokeAsync((await test.Signing.Trusted.ListTrustedAsync(Cancellation))[0].Id, Cancellation);
        Receipt green = Assert.Single(await test.AskAsync());
        Assert.Equal(ReceiptState.Green, green.State);
        Assert.Contains("a trial of the old key", green.Checks.Single(check => check.Name == "signature").Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AskAsync_ImageIsDamaged_IsFoundWithinTheHour()
    {
        await using TestReceipts test = await TestReceipts.CreateAsync(DatabaseEngine.Sqlite, postgres);
        await test.DeployAsync("one");
        Assert.NotNull(Assert.Single(await test.AskAsync()).VerifiedAt);
        string layer = test.Layout.BlobPath(test.Layout.ReadManifest(test.Image.ManifestDigest).Layers[0].Digest);
        await File.AppendAllTextAsync(layer, "more", Cancellation);
        Assert.Equal(ReceiptState.Green, (await test.AskLaterAsync()).State);
        test.Clock.Advance(TimeSpan.FromHours(1));
        Receipt red = Assert.Single(await test.AskAsync());
        Assert.Equal(ReceiptState.Red, red.State);
        Assert.StartsWith("image bytes: layer 1 of 2: ", red.Reason, StringComparison.Ordinal);
    }

    // A disk that fails says nothing of what runs.
    [Fact]
    public async Task AskAsync_ImageCannotBeRead_IsAmberAndSaysSoUntilItCan()
    {
        await using TestReceipts test = await TestReceipts.CreateAsync(DatabaseEngine.Sqlite, postgres);
        await test.DeployAsync("one");
        DateTimeOffset? verified = Assert.Single(await test.AskAsync()).VerifiedAt;
        string layer = test.Layout.BlobPath(test.Layout.ReadManifest(test.Image.ManifestDigest).Layers[0].Digest);
        await using (new FileStream(layer, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            test.Clock.Advance(TimeSpan.FromHours(1));
            Receipt amber = Assert.Single(await test.AskAsync());
            Assert.Equal((ReceiptState.Amber, verified), (amber.State, amber.VerifiedAt));
            Assert.StartsWith($"image bytes: layer 1 of 2: {layer} cannot be read: ", amber.Reason, StringComparison.Ordinal);
        }

        Receipt green = await test.AskLaterAsync();
        Assert.Equal((ReceiptState.Green, test.Clock.GetUtcNow()), (green.State, green.VerifiedAt!.Value));
    }

    [Fact]
    public async Task AskAsync_ScoringPipelineIsGone_SaysThatTheAnswersCannotBeAskedFor()
    {
        await using TestReceipts test = await TestReceipts.CreateAsync(DatabaseEngine.Sqlite, postgres);
        await test.DeployAsync("one");
        File.Delete(test.PipelineArtifact);
        Receipt amber = Assert.Single(await test.AskAsync());
        Assert.Equal(ReceiptState.Amber, amber.State);
        Assert.Contains("its golden answers cannot be asked for", amber.Reason, StringComparison.Ordinal);
    }

    [Theory, OnEveryEngine]
    public async Task AskAsync_RedeployedMeanwhile_CountsForNothing(DatabaseEngine engine)
    {
        await using TestReceipts test = await TestReceipts.CreateAsync(engine, postgres);
        await test.DeployAsync("one");
        await test.AskAsync();
        test.Clock.Advance(TestReceipts.Interval);
        test.Platform.Answer = async (_, _) =>
        {
            test.Clock.Advance(TimeSpan.FromSeconds(1));
            await test.DeployAsync("two");
            return Swapped;
        };
        Assert.Empty(await test.AskAsync());
        test.Platform.Answers(ProofCheck.Proven("pipeline", "the right one"));
        Assert.Equal(("two", ReceiptState.Green), Assert.Single(await test.AskAsync()) is var next ? (next.Handle, next.State) : default);
        Assert.Equal(["one green", "one ended", "two green"], await test.EventsAsync());
    }

    [Theory, OnEveryEngine]
    public async Task AskAsync_DeploymentUnderWay_CountsForNothingAlsoWhereItFailed(DatabaseEngine engine)
    {
        await using TestReceipts test = await TestReceipts.CreateAsync(engine, postgres);
        await test.DeployAsync("one");
        test.Platform.Answers(Swapped);
        string run = await test.Runs.BeginAsync("deploy");
        StepClaim deploying = await test.Runs.ClaimAsync(run);
        Assert.Empty(await test.AskAsync());
        Assert.Empty(test.Platform.Asked);

        // Begun before, and ended while the deployment was asked.
        Assert.True(await test.Runs.FailAsync(deploying));
        test.Clock.Advance(TestReceipts.Interval);
        test.Platform.Answer = async (_, _) =>
        {
            StepClaim again = await test.Runs.ClaimAsync(await test.Runs.BeginAsync("deploy"));
            Assert.True(await test.Runs.FailAsync(again));
            return Swapped;
        };
        Assert.Empty(await test.AskAsync());
        Assert.Equal(["one"], test.Platform.Asked);
        Assert.Equal(ReceiptState.New, Assert.Single(await test.ListAsync()).State);
    }

    [Fact]
    public async Task LookAsync_EndpointIsStopped_EndsItsReceipts()
    {
        await using TestReceipts test = await TestReceipts.CreateAsync(DatabaseEngine.Sqlite, postgres);
        await test.DeployAsync("two", previous: "one");
        await test.AskAsync();
        await test.Endpoints.MarkStoppedAsync(Projects.Default, (await test.Endpoints.FindAsync(Projects.Default, TestReceipts.Endpoint, Cancellation))!, null, Cancellation);
        Assert.Empty(await test.AskAsync());
        Assert.Empty(await test.ListAsync());
        Assert.Equal(2, (await test.EventsAsync()).Count(happened => happened.EndsWith(" ended", StringComparison.Ordinal)));
        var refused = await Assert.ThrowsAsync<ReceiptException>(() => test.OnDemand.ProveAsync(Projects.Default, TestReceipts.Endpoint, Cancellation));
        Assert.Contains("nothing runs for sample-dev", refused.Message, StringComparison.Ordinal);
    }

    [Theory, OnEveryEngine]
    public async Task AskAsync_TwoWorkers_OneAsks(DatabaseEngine engine)
    {
        await using TestReceipts test = await TestReceipts.CreateAsync(engine, postgres);
        await test.DeployAsync("one");
        ReceiptKeeper other = test.KeeperElsewhere;
        for (int minute = 0; minute < 5; minute++)
        {
            await Task.WhenAll(test.AskAsync(), test.AskAsync(other), test.AskAsync());
            test.Clock.Advance(TestReceipts.Interval);
        }

        Assert.Equal(5, test.Platform.Asked.Count);
        Assert.Equal(5, Assert.Single(await test.ListAsync()).Proofs);
    }

    [Theory, OnEveryEngine]
    public async Task LookAsync_AnotherInterval_TheShortestCounts(DatabaseEngine engine)
    {
        await using TestReceipts test = await TestReceipts.CreateAsync(engine, postgres);
        await test.DeployAsync("one");
        await test.AskAsync();
        test.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty(await test.Keeper.LookAsync(Projects.Default, TimeSpan.FromSeconds(6), Cancellation));
        Assert.Equal(test.Clock.GetUtcNow() + TimeSpan.FromSeconds(1), await test.Keeper.NextAsync(Projects.Default, TimeSpan.FromSeconds(6), Cancellation));
        Assert.Single(await test.Keeper.LookAsync(Projects.Default, TimeSpan.FromSeconds(5), Cancellation));
    }

    // A second version enters the history when it serves alone; until then its own record says which image it is, and why it may be unsigned.
    [Theory, OnEveryEngine]
    public async Task AskAsync_SecondVersion_IsWhatItsOwnRecordSays(DatabaseEngine engine)
    {
        await using TestReceipts test = await TestReceipts.CreateAsync(engine, postgres);
        await test.DeployAsync("one", unverifiedReason: "a trial of the old key");
        await test.ForgetHistoryAsync();
        await test.DeployBesideAsync("two", unverifiedReason: "built elsewhere");
        await test.Signing.Trusted.RevokeAsync((await test.Signing.Trusted.ListTrustedAsync(Cancellation))[0].Id, Cancellation);
        Receipt beside = Assert.Single(await test.AskAsync(), receipt => receipt.Role == ReceiptRoles.Beside);
        Assert.Equal((ReceiptState.Green, null), (beside.State, beside.Reason));
        Assert.Contains("built elsewhere", beside.Checks.Single(check => check.Name == "signature").Detail, StringComparison.Ordinal);
        Assert.Equal(test.Image.ConfigDigest, test.Platform.Expected!.Image.ConfigDigest);
    }

    // Going back by a canary: what is kept warm gets a share, and has one receipt.
    [Theory, OnEveryEngine]
    public async Task LookAsync_SecondVersionIsWhatIsKeptWarm_HasOneReceiptThatStays(DatabaseEngine engine)
    {
        await using TestReceipts test = await TestReceipts.CreateAsync(engine, postgres);
        await test.DeployAsync("new", previous: "old");
        await test.AskAsync();
        await test.DeployBesideAsync("old");
        string[] ids = [.. (await test.ListAsync()).Select(receipt => receipt.Id)];
        for (int look = 0; look < 3; look++)
        {
            test.Clock.Advance(TestReceipts.Interval);
            await test.AskAsync();
            Assert.Equal([("serving", "new"), ("beside", "old")], (await test.ListAsync()).Select(receipt => (receipt.Role, receipt.Handle)));
        }

        Assert.Equal(ids, (await test.ListAsync()).Select(receipt => receipt.Id));
    }

    [Theory, OnEveryEngine]
    public async Task ProveAsync_OnDemand_AsksEverythingNowAndReadsTheWholeImage(DatabaseEngine engine)
    {
        await using TestReceipts test = await TestReceipts.CreateAsync(engine, postgres);
        await test.DeployAsync("two", previous: "one");
        await test.AskAsync();
        IReadOnlyList<Receipt> asked = await test.OnDemand.ProveAsync(Projects.Default, TestReceipts.Endpoint, Cancellation);
        Assert.Equal(["two", "one"], asked.Select(receipt => receipt.Handle));
        Assert.All(asked, receipt => Assert.Equal(["pipeline", "signature", "image bytes"], receipt.Checks.Select(check => check.Name)));
        await Assert.ThrowsAsync<ReceiptException>(() => test.OnDemand.ProveAsync(Projects.Default, "nobody", Cancellation));
    }
}
