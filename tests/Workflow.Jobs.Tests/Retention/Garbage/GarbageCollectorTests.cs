using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Images.Verification;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Retention.Garbage;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Retention.Garbage;

public sealed class GarbageCollectorTests(PostgresServer postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task ApplyAsync_VersionsThatNothingNeeds_LoseTheirBytesAndKeepTheirRecords(DatabaseEngine engine)
    {
        await using GarbageBench bench = await GarbageBench.CreateAsync(engine, postgres);
        ModelVersion[] versions = [await bench.BuildAsync(), await bench.BuildAsync(), await bench.BuildAsync()];
        bench.Runs.Clock.Advance(GarbageBench.Longer);
        GarbagePlan plan = await bench.PlanAsync();
        Assert.Equal(["sample@3"], plan.Kept.Select(version => version.Name));
        Assert.Equal(["sample@1", "sample@2"], plan.Versions.Select(version => version.Name).Order(StringComparer.Ordinal));
        Assert.Equal([1, 2, 3], await bench.PresentAsync());

        GarbageResult result = await bench.ApplyAsync();
        Assert.Equal(plan.Versions, result.Versions);
        Assert.Equal(plan.Items, result.Removed);
        Assert.Empty(result.Left);
        Assert.Equal([GarbageKind.Image, GarbageKind.ImageBlob, GarbageKind.Artifact], result.Sums.Select(sum => sum.Kind));

        // Manifests; configurations and model layers, but not the engine that all have; the scoring pipelines, but not the reports.
        Assert.Equal([2, 4, 2], result.Sums.Select(sum => sum.Count));
        ModelVersion removed = await bench.FindAsync(1);
        Assert.Equal(versions[0] with { RemovedAt = removed.RemovedAt }, removed);
        Assert.NotNull(removed.RemovedAt);
        Assert.False(bench.Images.Layout.Contains(removed.Image!.ManifestDigest));
        Assert.False(await bench.Artifacts.ContainsAsync(removed.PipelineSha256, Cancel));
        Assert.Equal(3, (await bench.Signing.Store.ListAsync(removed.Image.ManifestDigest, Cancel)).Count);
        await bench.RequireSoundAsync();
        Assert.True((await bench.PlanAsync()).IsEmpty);
        Assert.Equal("sample@4", (await bench.BuildAsync()).Name);
    }

    [Theory, OnEveryEngine]
    public async Task PlanAsync_EveryReasonToStay_IsTold(DatabaseEngine engine)
    {
        await using GarbageBench bench = await GarbageBench.CreateAsync(engine, postgres);
        ModelVersion[] versions = [.. await BuildAsync(bench, 7)];
        foreach (int number in (int[])[1, 2, 3, 4]) await bench.DeployAsync(versions[number - 1]);
        await bench.Holds.HoldAsync(Projects.Default, "sample", 5, new HoldChange("case 12", "ada"), Cancel);
        string run = await bench.Runs.BeginAsync(SampleDefinitions.Of("deploy-version") with
        {
            Release = new ReleaseDefinition(6, versions[5].PipelineSha256, versions[5].Image!),
        });
        string batch = await bench.Runs.BeginAsync(SampleDefinitions.Of("score-batch") with { Batch = new BatchDefinition(1, versions[0].PipelineSha256, ["rows.csv"], "scored.csv") });
        bench.Runs.Clock.Advance(GarbageBench.Longer);
        string today = $"{bench.Runs.Clock.GetUtcNow() - GarbageBench.Longer:yyyy-MM-dd}";

        GarbagePlan plan = await bench.PlanAsync(new GarbageOptions { KeepNewest = 1, KeepRollbacks = 2 });
        Assert.Equal(
            [
                $"sample@1: run {RunNames.Of(batch)} is not over",
                "sample@2: sample-dev can go back to it",
                "sample@3: is kept warm for sample-dev, sample-dev can go back to it",
                "sample@4: serves sample-dev",
                $"sample@5: is on hold since {today} by ada: case 12",
                $"sample@6: run {RunNames.Of(run)} is not over",
                "sample@7: is the newest of sample",
            ],
            plan.Kept.Select(version => $"{version.Name}: {string.Join(", ", version.Reasons)}").Order(StringComparer.Ordinal));
        Assert.Empty(plan.Versions);
        await bench.ApplyAsync(new GarbageOptions { KeepNewest = 1, KeepRollbacks = 2 });
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], await bench.PresentAsync());
        await bench.RequireSoundAsync();
    }

    // The image of a version was made anew while its pipeline stayed the same.
    [Theory, OnEveryEngine]
    public async Task ApplyAsync_EarlierImageOfTheVersionThatServes_StaysAsOneToGoBackTo(DatabaseEngine engine)
    {
        await using GarbageBench bench = await GarbageBench.CreateAsync(engine, postgres);
        ModelVersion first = await bench.BuildAsync();
        await bench.DeployAsync(first);
        ModelVersion[] rebuilt = [await bench.RebuildAsync("b"), await bench.RebuildAsync("c"), await bench.RebuildAsync("d")];
        foreach (ModelVersion anew in rebuilt) await bench.DeployAsync(anew);
        bench.Runs.Clock.Advance(GarbageBench.Longer);

        Assert.Equal(["serves sample-dev", "is kept warm for sample-dev", "sample-dev can go back to it", "is the newest of sample"], (await bench.PlanAsync()).Kept.Single().Reasons);
        await bench.ApplyAsync();
        Assert.Equal([false, true, true, true], new[] { first, rebuilt[0], rebuilt[1], rebuilt[2] }.Select(version => bench.Images.Layout.Contains(version.Image!.ManifestDigest)));
        await bench.RequireSoundAsync();
    }

    [Fact]
    public async Task PlanAsync_ImageThatServesWasMadeAnewOftenBefore_KeepsAsManyOtherVersions()
    {
        await using GarbageBench bench = await GarbageBench.CreateAsync(DatabaseEngine.Sqlite, postgres);
        foreach (ModelVersion version in await BuildAsync(bench, 3)) await bench.DeployAsync(version);
        foreach (string content in (string[])["b", "c", "d"]) await bench.DeployAsync(await bench.RebuildAsync(content));
        bench.Runs.Clock.Advance(GarbageBench.Longer);
        Assert.Equal(["sample@1", "sample@2", "sample@3"], (await bench.PlanAsync()).Kept.Select(version => version.Name).Order(StringComparer.Ordinal));
    }

    // In the engine of Docker only images that are on record here are ours to remove.
    [Theory, OnEveryEngine]
    public async Task PlanAsync_ImageThatIsNoVersionsAnyMore_IsKnownStill(DatabaseEngine engine)
    {
        await using GarbageBench bench = await GarbageBench.CreateAsync(engine, postgres);
        ModelVersion first = await bench.BuildAsync(), second = await bench.RebuildAsync("b");
        var deployed = first with { Image = new Jobs.Images.BuiltImage($"workflow/sample:{new string('7', 12)}", $"sha256:{new string('7', 64)}", $"sha256:{new string('8', 64)}", 1, 1) };
        await bench.DeployAsync(deployed);
        IReadOnlyDictionary<string, Jobs.Images.BuiltImage>? known = null;
        bench.Bins = bins => bins.Select(bin => new WatchedBin(bin) { BeforeFind = retained => known = retained.KnownImages });
        await bench.PlanAsync();
        Assert.Equal(
            new[] { first, second, deployed }.Select(version => (version.Image!.ManifestDigest, version.Image.ConfigDigest, version.Image.Reference)).Order(),
            known!.Values.Select(image => (image.ManifestDigest, image.ConfigDigest, image.Reference)).Order());
    }

    [Fact]
    public async Task PlanAsync_YoungAndNewest_Stay()
    {
        await using GarbageBench bench = await GarbageBench.CreateAsync(DatabaseEngine.Sqlite, postgres);
        await BuildAsync(bench, 4);
        bench.Runs.Clock.Advance(GarbageBench.Longer);
        await BuildAsync(bench, 2);
        Assert.Equal(4, (await bench.PlanAsync()).Versions.Count);
        Assert.Equal(["sample@1"], (await bench.PlanAsync(new GarbageOptions())).Versions.Select(version => version.Name));
        Assert.Empty((await bench.PlanAsync(new GarbageOptions { KeepNewest = 1, KeepYoungerThan = TimeSpan.FromDays(41) })).Versions);
    }

    [Theory]
    [InlineData(0, 2, 30, "--keep-newest 0")]
    [InlineData(1, -1, 30, "--keep-rollbacks -1")]
    [InlineData(1, 2, -3, "--keep-days -3")]
    public async Task PlanAsync_OptionMakesNoSense_IsRefused(int newest, int rollbacks, int days, string told)
    {
        await using GarbageBench bench = await GarbageBench.CreateAsync(DatabaseEngine.Sqlite, postgres);
        var options = new GarbageOptions { KeepNewest = newest, KeepRollbacks = rollbacks, KeepYoungerThan = TimeSpan.FromDays(days) };
        Assert.StartsWith(told, (await Assert.ThrowsAsync<GarbageException>(() => bench.PlanAsync(options))).Message, StringComparison.Ordinal);
        Assert.StartsWith(told, (await Assert.ThrowsAsync<GarbageException>(() => bench.ApplyAsync(options))).Message, StringComparison.Ordinal);
    }

    // A step has written blobs and artifacts, and not recorded them yet.
    [Fact]
    public async Task ApplyAsync_FilesThatAreNotRecordedYet_StayWhileTheyMayBe()
    {
        await using GarbageBench bench = await GarbageBench.CreateAsync(DatabaseEngine.Sqlite, postgres);
        await bench.BuildAsync();
        string digest = await bench.Artifacts.PutAsync("unrecorded"u8.ToArray(), Cancel);
        await File.WriteAllBytesAsync(bench.Images.PipelineFile, Testing.Scoring.SamplePipelines.Regression().ToZip().ToBytes(), Cancel);
        Jobs.Images.BuiltImage image = await bench.Images.BuildAsync();
        Assert.True((await bench.PlanAsync()).IsEmpty);
        bench.Runs.Clock.Advance(TimeSpan.FromHours(20));
        Assert.True((await bench.PlanAsync()).IsEmpty);

        // However long the step takes.
        await bench.Runs.BeginAsync("a");
        await bench.Runs.ClaimAsync();
        bench.Runs.Clock.Advance(GarbageBench.Longer);
        Assert.Empty((await bench.ApplyAsync()).Removed);
        await bench.Runs.SweepAsync();
        await bench.Runs.SucceedAllAsync();
        GarbageResult result = await bench.ApplyAsync();
        Assert.Contains(digest, result.Removed.Select(item => item.Name));
        Assert.Contains(image.ManifestDigest, result.Removed.Select(item => item.Name));
        Assert.False(bench.Images.Layout.Contains(image.ManifestDigest));
        await bench.RequireSoundAsync();
    }

    // Between the look at what is needed and the removal, somebody puts the same bytes once more.
    [Fact]
    public async Task ApplyAsync_FileIsPutAgainMeanwhile_IsLeft()
    {
        await using GarbageBench bench = await GarbageBench.CreateAsync(DatabaseEngine.Sqlite, postgres);
        byte[] bytes = "the same bytes"u8.ToArray();
        string digest = await bench.Artifacts.PutAsync(bytes, Cancel);
        Age(Path.Combine(bench.Images.Home.Artifacts, "sha256", digest[..2], digest));
        Jobs.Images.Descriptor blob = bench.Images.Layout.Add("application/octet-stream", bytes);
        Age(bench.Images.Layout.BlobPath(blob.Digest));
        Assert.Equal(2, (await bench.PlanAsync()).Items.Count);
        bench.Bins = bins => bins.Select(bin => new WatchedBin(bin)
        {
            BeforeRemoval = async _ =>
            {
                await bench.Artifacts.PutAsync(bytes, Cancel);
                bench.Images.Layout.Add("application/octet-stream", bytes);
            },
        });
        GarbageResult result = await bench.ApplyAsync();
        Assert.Empty(result.Removed);
        Assert.Contains(blob.Digest, result.Left.Select(item => item.Name));
        Assert.True(await bench.Artifacts.ContainsAsync(digest, Cancel));
        Assert.True(bench.Images.Layout.Contains(blob.Digest));
    }

    // A deployment begins after what is needed was looked up, and before the version was marked.
    [Theory, OnEveryEngine]
    public async Task ApplyAsync_VersionIsNeededJustBeforeItIsMarked_Stays(DatabaseEngine engine)
    {
        await using GarbageBench bench = await GarbageBench.CreateAsync(engine, postgres);
        ModelVersion[] versions = [.. await BuildAsync(bench, 3)];
        bench.Runs.Clock.Advance(GarbageBench.Longer);
        bench.Runs.Reliability.BeforeWrite = async () =>
        {
            bench.Runs.Reliability.BeforeWrite = null;
            await bench.Runs.BeginAsync(SampleDefinitions.Of("deploy-version") with { Release = new ReleaseDefinition(1, versions[0].PipelineSha256, versions[0].Image!) });
        };
        GarbageResult result = await bench.ApplyAsync();
        Assert.Equal(["sample@2"], result.Versions.Select(version => version.Name));
        Assert.Equal([1, 3], await bench.PresentAsync());
        await bench.RequireSoundAsync();
    }

    [Theory, OnEveryEngine]
    public async Task HoldAsync_VersionThatWasRemoved_IsRefused(DatabaseEngine engine)
    {
        await using GarbageBench bench = await GarbageBench.CreateAsync(engine, postgres);
        await BuildAsync(bench, 2);
        bench.Runs.Clock.Advance(GarbageBench.Longer);
        await bench.ApplyAsync();
        VersionException refused = await Assert.ThrowsAsync<VersionException>(() => bench.Holds.HoldAsync(Projects.Default, "sample", 1, new HoldChange("late", "ada"), Cancel));
        Assert.Equal(
            $"sample@1 was removed by gc on {bench.Runs.Clock.GetUtcNow():yyyy-MM-dd}: its record is kept, its scoring pipeline and its image are not. "
            + "Make it again: workflow reproduce sample@1 --train; or load a file that `workflow image save` has written: workflow image load FILE",
            refused.Message);
        Assert.Equal(VersionException.Removed, refused.Code);
        Assert.Equal(refused.Message, Assert.Throws<VersionException>((await bench.FindAsync(1)).RequirePresent).Message);
    }

    // The same data make the same file: a run that trains it again brings it back, under its old number.
    [Theory, OnEveryEngine]
    public async Task Register_VersionThatWasRemoved_IsThereAgain(DatabaseEngine engine)
    {
        await using GarbageBench bench = await GarbageBench.CreateAsync(engine, postgres);
        await BuildAsync(bench, 2);
        bench.Runs.Clock.Advance(GarbageBench.Longer);
        await bench.ApplyAsync();
        string run = await bench.Runs.BeginAsync("validate build-image:validate");
        string pipeline = await bench.ValidateAsync(run, 1);
        await bench.BuildImageAsync(run, pipeline);
        ModelVersion again = await bench.FindAsync(1);
        Assert.Equal((null, pipeline), (again.RemovedAt, again.PipelineSha256));
        Assert.True(again.RestoredAt >= again.CreatedAt + GarbageBench.Longer);
        await bench.Signing.Verifier.RequireAsync(ExpectedImage.Of(again), Cancel);
        Assert.True((await bench.PlanAsync()).IsEmpty);
        bench.Runs.Clock.Advance(GarbageBench.Longer);
        Assert.Equal(["sample@1"], (await bench.PlanAsync()).Versions.Select(version => version.Name));
    }

    // An image that was built of the same version by an earlier engine, and serves still.
    [Fact]
    public async Task ApplyAsync_ImageThatIsNoLongerOnRecord_StaysWhileItServes()
    {
        await using GarbageBench bench = await GarbageBench.CreateAsync(DatabaseEngine.Sqlite, postgres);
        ModelVersion version = await bench.BuildAsync();
        await bench.DeployAsync(version);
        string digest = version.Image!.ManifestDigest;
        string other = $"sha256:{new string('5', 64)}";
        await bench.Runs.BeginAsync("build-image");
        var image = new RecordImageEffect("sample", version.PipelineSha256, version.Image with { ManifestDigest = other, Reference = $"workflow/sample:{other[7..19]}" });
        Assert.True(await bench.Runs.SucceedAsync(await bench.Runs.ClaimAsync(), image));
        bench.Runs.Clock.Advance(GarbageBench.Longer);
        await bench.ApplyAsync();
        Assert.True(bench.Images.Layout.Contains(digest));
        await bench.Signing.Verifier.RequireAsync(ExpectedImage.Of(version), Cancel);
        Assert.True((await bench.PlanAsync(new GarbageOptions { KeepNewest = 1 })).IsEmpty);
    }

    [Theory, OnEveryEngine]
    public async Task ApplyAsync_FilesOfOldRuns_GoAndTheirDocumentsStay(DatabaseEngine engine)
    {
        await using GarbageBench bench = await GarbageBench.CreateAsync(engine, postgres);
        ModelVersion[] versions = [.. await BuildAsync(bench, 2)];
        bench.Runs.Clock.Advance(GarbageBench.Longer);
        await bench.ApplyAsync();
        RunRecord old = await bench.Runs.FindAsync(versions[0].RunId!);
        Assert.True(await bench.Artifacts.ContainsAsync(old.Find(Jobs.Steps.Validate.ValidateStep.Report)!, Cancel));
        ArtifactException gone = await Assert.ThrowsAsync<ArtifactException>(() => bench.Artifacts.ReadAsync(versions[0].PipelineSha256, Cancel));
        Assert.Contains("cannot be read", gone.Message, StringComparison.Ordinal);
        Assert.Equal(versions[0].RunId, await bench.Runs.QueryAsync<string>("SELECT run_id FROM run_removal"));

        ArtifactException told = await Assert.ThrowsAsync<ArtifactException>(
            () => new RunOutputs(bench.Runs.Store, bench.Artifacts).OpenAsync(old.Id, "validate", Jobs.Steps.Validate.ValidateStep.Pipeline.Output, Cancel));
        Assert.Equal(
            $"output pipeline of step validate was removed by gc on {bench.Runs.Clock.GetUtcNow():yyyy-MM-dd}: run {old.Id} is over for long. Run the pipeline again to make it anew.",
            told.Message);
        RunResult report = (await new RunReports(bench.Runs.Store, bench.Versions, bench.Artifacts, new GatewayPresence(bench.Images.Home), bench.Runs.Clock).ProgressAsync(old.Id, Cancel))!;
        Assert.Equal(RunState.Succeeded, report.State);

        // What was made of nothing that is gone can be reused still.
        Assert.Null(await bench.Runs.Store.FindCachedAsync($"validate-{string.Join('-', old.Outputs["validate"].Artifacts.Values)}", Cancel));
        RunRecord kept = await bench.Runs.FindAsync(versions[1].RunId!);
        Assert.NotNull(await bench.Runs.Store.FindCachedAsync($"validate-{string.Join('-', kept.Outputs["validate"].Artifacts.Values)}", Cancel));
    }

    [Fact]
    public async Task ApplyAsync_WhatKilledProcessesHaveLeft_GoesWhenItIsOld()
    {
        await using GarbageBench bench = await GarbageBench.CreateAsync(DatabaseEngine.Sqlite, postgres);
        string name = $".x.{Guid.CreateVersion7():N}.tmp";
        string file = Path.Combine(bench.Images.Home.Images, name);
        await File.WriteAllTextAsync(file, "half", Cancel);
        string folder = Directory.CreateDirectory(Path.Combine(bench.Images.Home.Engine, name)).FullName;
        Assert.True((await bench.PlanAsync()).IsEmpty);
        bench.Runs.Clock.Advance(TimeSpan.FromDays(2));
        GarbageResult result = await bench.ApplyAsync();
        Assert.Equal([$"engine/{name}", $"images/{name}"], result.Removed.Select(item => item.Name).Order(StringComparer.Ordinal));
        Assert.All(result.Removed, item => Assert.Equal(GarbageKind.Leftover, item.Kind));
        Assert.False(File.Exists(file) || Directory.Exists(folder));
    }

    private static void Age(string path) => File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime - GarbageBench.Longer);

    private static async Task<IReadOnlyList<ModelVersion>> BuildAsync(GarbageBench bench, int count)
    {
        var versions = new List<ModelVersion>();
        for (int i = 0; i < count; i++) versions.Add(await bench.BuildAsync());
        return versions;
    }
}
