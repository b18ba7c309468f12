using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Bench.Deploying;
using Workflow.Bench.Measuring;
using Workflow.Bench.Serving;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Docker;
using Workflow.Jobs.Hosting;
using Workflow.Training.Randomness;

namespace Workflow.Bench.Kills;

/// <summary>Deployments that are killed (kill -9) at random moments: whether the same command ends right the next time, with nothing left.</summary>
/// <param name="root">The checkout.</param>
/// <param name="kills">How many.</param>
internal sealed class KillsBenchmark(string root, int kills) : IBenchmark
{
    private const int Seed = 7;

    /// <inheritdoc/>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        await using BenchHome home = await BenchHome.CreateAsync(root, KillScenario.Versions.Max(), cancellationToken);
        await using ServiceProvider services = new ServiceCollection().AddLogging().AddWorkflowJobs(new JobsOptions { HomePath = home.Home.Path, SourceRoot = root }).BuildServiceProvider();
        var scorers = new HomeScorers(home.Home, services.GetRequiredService<DockerClient>());
        var killer = new Killer(home, new EndpointCheck(home, services.GetRequiredService<EndpointStore>(), scorers), new SeededRandom(Seed));
        List<KilledApply> killed = await KillAsync(killer, hasGateway: false, kills / 2, cancellationToken);
        await using ServedProcess gateway = await StartGatewayAsync(home, cancellationToken);
        killed.AddRange(await KillAsync(killer, hasGateway: true, kills - (kills / 2), cancellationToken));
        return Section(killed);
    }

    // The platforms in turn.
    private static async Task<List<KilledApply>> KillAsync(Killer killer, bool hasGateway, int count, CancellationToken cancellationToken)
    {
        KillScenario[] scenarios = [new("process", hasGateway), new("docker", hasGateway)];
        foreach (KillScenario scenario in scenarios)
        {
            Sample times = await killer.MeasureAsync(scenario, cancellationToken);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {scenario}: not interrupted {times.Median:F1} s (up to {times.Maximum:F1})"));
        }

        var killed = new List<KilledApply>();
        for (int i = 0; i < count; i++) killed.Add(await killer.KillAsync(scenarios[i % scenarios.Length], cancellationToken));
        return killed;
    }

    private static Task<ServedProcess> StartGatewayAsync(BenchHome home, CancellationToken cancellationToken)
    {
        int port = BenchPort.Choose();
        var info = new ProcessStartInfo(home.Launcher, ["gateway", "--port", port.ToString(CultureInfo.InvariantCulture)]);
        info.Environment["WORKFLOW_HOME"] = home.Home.Path;
        return ServedProcess.StartAsync(info, port, "/health/ready", cancellationToken);
    }

    private static string Section(List<KilledApply> killed)
    {
        string wrongs = string.Concat(killed.SelectMany(one => one.Wrongs.Select(wrong => $"\n\nWRONG, {one.Scenario}, killed {one.Step}: {wrong}")));
        return string.Create(CultureInfo.InvariantCulture, $"""
            ## Killed deployments

            `workflow deploy` of {killed.Count} versions, each killed with its whole process group (kill -9) at a random moment of the time that one takes, then the same command again. Looked
            for after that: the digits of the version at its address, and through the gateway; endpoint and history on record; that what runs is what is on record, one
            scorer and behind a gateway the warm one; containers, processes and temporary files that nobody needs.

            | killed | times | right after the second | the second took, median |
            |---|---|---|---|
            {string.Join('\n', Rows(killed, one => one.Step))}
            | **all** (to reach: all) | {killed.Count} | **{killed.Count(IsRight)}** | {Median(killed):F1} s |

            | endpoint | killed | right after the second | the second took, median |
            |---|---|---|---|
            {string.Join('\n', Rows(killed, one => one.Scenario.ToString()))}{wrongs}
            """);
    }

    private static IEnumerable<string> Rows(List<KilledApply> killed, Func<KilledApply, string> by) => killed.GroupBy(by, StringComparer.Ordinal)
        .OrderByDescending(group => group.Count())
        .Select(group => string.Create(CultureInfo.InvariantCulture, $"| {group.Key} | {group.Count()} | {group.Count(IsRight)} | {Median([.. group]):F1} s |"));

    private static bool IsRight(KilledApply one) => one.Wrongs.Count == 0;

    private static double Median(IReadOnlyList<KilledApply> killed) => new Sample([.. killed.Select(one => one.Seconds)]).Median;
}
