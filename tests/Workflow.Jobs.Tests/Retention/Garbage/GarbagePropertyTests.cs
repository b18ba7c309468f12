using Workflow.Jobs.Deployment;
using Workflow.Jobs.Images.Verification;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Retention.Garbage;
using Workflow.Jobs.Tests.TestData;
using Workflow.Training.Randomness;

namespace Workflow.Jobs.Tests.Retention.Garbage;

/// <summary>Whatever was built, deployed, rolled back, held and released, in whatever order: what is kept is whole, and once more there is nothing to do.</summary>
public sealed class GarbagePropertyTests(PostgresServer postgres)
{
    private const int Moves = 25;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task ApplyAsync_AfterAnySequence_KeepsWhatIsNeededWhole(ulong seed)
    {
        await using GarbageBench bench = await GarbageBench.CreateAsync(seed % 2 == 0 ? DatabaseEngine.Sqlite : DatabaseEngine.Postgres, postgres);
        var random = new SeededRandom(seed);
        await bench.BuildAsync();
        for (int i = 0; i < Moves; i++)
        {
            await MoveAsync(bench, random);
            if (random.Next(4) > 0) continue;
            var options = new GarbageOptions { KeepNewest = 1 + random.Next(2), KeepRollbacks = random.Next(3), KeepYoungerThan = TimeSpan.FromDays(random.Next(30)) };
            GarbagePlan plan = await bench.PlanAsync(options);
            GarbageResult result = await bench.ApplyAsync(options);
            Assert.Equal(plan.Versions, result.Versions);
            Assert.Equal(plan.Items, result.Removed);
            await bench.RequireSoundAsync();
            await RequireServingAsync(bench, plan);
            Assert.True((await bench.PlanAsync(options)).IsEmpty);
        }
    }

    private static async Task MoveAsync(GarbageBench bench, SeededRandom random)
    {
        IReadOnlyList<long> present = await bench.PresentAsync();
        ModelVersion version = await bench.FindAsync(present[random.Next(present.Count)]);
        switch (random.Next(6))
        {
            case 0:
                await bench.BuildAsync();
                break;
            case 1:
                await bench.DeployAsync(version);
                break;
            case 2:
                await bench.DeployAsync(version, "sample-prod");
                break;
            case 3 when version.Hold is null:
                await bench.Holds.HoldAsync(Projects.Default, "sample", version.Number, new HoldChange("a case", "ada"), Cancel);
                break;
            case 3:
                await bench.Holds.ReleaseAsync(Projects.Default, "sample", version.Number, new HoldChange("over", "ada"), Cancel);
                break;
            case 4:
                if (await bench.Endpoints.FindAsync(Projects.Default, "sample-prod", Cancel) is { } serving) await bench.Endpoints.MarkStoppedAsync(Projects.Default, serving, null, Cancel);
                break;
            default:
                bench.Runs.Clock.Advance(TimeSpan.FromDays(random.Next(20)));
                break;
        }
    }

    private static async Task RequireServingAsync(GarbageBench bench, GarbagePlan plan)
    {
        foreach (EndpointRecord endpoint in await bench.Endpoints.ListAsync(Projects.Default, Cancel))
        {
            ModelVersion serving = await bench.FindAsync(endpoint.Version);
            Assert.Contains(serving.Name, plan.Kept.Select(version => version.Name));
            await bench.Signing.Verifier.RequireAsync(ExpectedImage.Of(serving), Cancel);
        }
    }
}
