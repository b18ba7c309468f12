using System.Globalization;
using System.Text.Json;
using Workflow.Bench.Measuring;

namespace Workflow.Bench.Targets;

/// <summary>What a peer's search reached on one problem.</summary>
/// <param name="Learner">The peer.</param>
/// <param name="LogLoss">Log loss on the test rows.</param>
/// <param name="Seconds">Wall time of the search with the training of the chosen model.</param>
/// <param name="Fits">Fits on a fold.</param>
internal sealed record PeerSearch(string Learner, double LogLoss, double Seconds, int Fits)
{
    /// <summary>Names of the peers, as bench/peers/tune.py has them.</summary>
    public static IReadOnlyList<string> Learners { get; } = ["hist-gradient-boosting", "extra-trees", "xgboost"];

    /// <summary>Searches with scikit-learn's RandomizedSearchCV, or takes what was found before in the same problem by the same script.</summary>
    public static async Task<PeerSearch> RunKeptAsync(string root, string problem, string learner, int trials, CancellationToken cancellationToken)
    {
        string script = Script(root);
        byte[][] content = [await File.ReadAllBytesAsync(problem, cancellationToken), await File.ReadAllBytesAsync(script, cancellationToken)];
        string name = string.Create(CultureInfo.InvariantCulture, $"{trials}-{learner}");
        return Read(await new KeptResults(root, "bench-peers").GetAsync(
            content, name, async () => (await StartAsync(script, problem, learner, trials, 1, cancellationToken)).Output));
    }

    /// <summary>Searches now.</summary>
    /// <param name="root">The checkout.</param>
    /// <param name="problem">The CSV.</param>
    /// <param name="learner">The peer.</param>
    /// <param name="trials">Candidates; each is fitted on every fold.</param>
    /// <param name="jobs">Fits at a time, each on one thread.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<PeerSearch> RunAsync(string root, string problem, string learner, int trials, int jobs, CancellationToken cancellationToken) =>
        Read((await StartAsync(Script(root), problem, learner, trials, jobs, cancellationToken)).Output);

    private static string Script(string root) => Path.Combine(root, "bench", "peers", "tune.py");

    private static Task<MeasuredProcess> StartAsync(string script, string problem, string learner, int trials, int jobs, CancellationToken cancellationToken) => MeasuredProcess.RunAsync(
        ["/usr/bin/python3", script, problem, "--trials", trials.ToString(CultureInfo.InvariantCulture), "--jobs", jobs.ToString(CultureInfo.InvariantCulture), "--learners", learner],
        new Dictionary<string, string>(StringComparer.Ordinal) { ["OMP_NUM_THREADS"] = "1" },
        cancellationToken);

    private static PeerSearch Read(string line)
    {
        JsonElement result = JsonDocument.Parse(line).RootElement;
        return new PeerSearch(
            result.GetProperty("learner").GetString()!,
            result.GetProperty("test").GetDouble(),
            result.GetProperty("seconds").GetDouble(),
            result.GetProperty("fits").GetInt32());
    }
}
