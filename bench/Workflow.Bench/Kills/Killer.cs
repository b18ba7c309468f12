using System.Globalization;
using System.Text.Json;
using Workflow.Bench.Deploying;
using Workflow.Bench.Measuring;
using Workflow.Training.Randomness;

namespace Workflow.Bench.Kills;

/// <summary>Kills deployments, does each once more, and looks what has become of it.</summary>
internal sealed class Killer(BenchHome home, EndpointCheck check, SeededRandom random)
{
    private const int LongestWrong = 800;
    private readonly Dictionary<string, int> _deployed = new(StringComparer.Ordinal);
    private readonly Dictionary<(KillScenario Scenario, int Place), double> _seconds = [];

    /// <summary>How long deployments take that nobody interrupts, each in its turn, after a first one.</summary>
    public async Task<Sample> MeasureAsync(KillScenario scenario, CancellationToken cancellationToken)
    {
        await home.RunAsync(cancellationToken, home.Deploy(Next(scenario), scenario.Platform));
        var times = new List<double>();
        foreach (int _ in KillScenario.Versions)
        {
            int place = Place(scenario);
            times.Add((await home.RunAsync(cancellationToken, home.Deploy(Next(scenario), scenario.Platform))).Seconds);
            _seconds[(scenario, place)] = times[^1];
        }

        return new Sample(times);
    }

    /// <summary>Kills one at a random moment of the time that it was measured to take.</summary>
    public async Task<KilledApply> KillAsync(KillScenario scenario, CancellationToken cancellationToken)
    {
        double seconds = _seconds[(scenario, Place(scenario))];
        int version = Next(scenario);
        string[] command = home.Deploy(version, scenario.Platform);
        var after = TimeSpan.FromSeconds(random.NextDouble() * seconds);
        JsonElement? before = await KilledStep.NewestRunAsync(home, cancellationToken);
        await KilledCommand.RunAsync([home.Launcher, .. command], home.Home.Path, after, cancellationToken);
        string step = KilledStep.Of(before, await KilledStep.NewestRunAsync(home, cancellationToken));
        KilledApply apply = await ApplyAgainAsync(scenario, version, step, command, cancellationToken);
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"  {scenario}: version {version} killed after {after.TotalSeconds:F2} s ({step}); again {apply.Seconds:F1} s{string.Concat(apply.Wrongs.Select(wrong => $"\n    WRONG: {wrong}"))}"));
        return apply;
    }

    private async Task<KilledApply> ApplyAgainAsync(KillScenario scenario, int version, string step, string[] command, CancellationToken cancellationToken)
    {
        long started = TimeProvider.System.GetTimestamp();
        try
        {
            double seconds = (await home.RunAsync(cancellationToken, command)).Seconds;
            return new KilledApply(scenario, step, seconds, await check.FindWrongsAsync(scenario, version, cancellationToken));
        }
        catch (Exception failed) when (failed is InvalidOperationException or HttpRequestException)
        {
            return new KilledApply(scenario, step, TimeProvider.System.GetElapsedTime(started).TotalSeconds, [Beginning(failed.Message)]);
        }
    }

    private static string Beginning(string message)
    {
        string text = message.ReplaceLineEndings(" ");
        return text.Length > LongestWrong ? $"{text[..LongestWrong]}..." : text;
    }

    private int Place(KillScenario scenario) => _deployed.GetValueOrDefault(scenario.Platform) % KillScenario.Versions.Count;

    private int Next(KillScenario scenario)
    {
        int version = KillScenario.Versions[Place(scenario)];
        _deployed[scenario.Platform] = _deployed.GetValueOrDefault(scenario.Platform) + 1;
        return version;
    }
}
