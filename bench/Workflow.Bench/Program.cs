using System.Globalization;
using System.Runtime.InteropServices;
using Workflow.Bench;
using Workflow.Bench.Batch;
using Workflow.Bench.Chaos;
using Workflow.Bench.Deploy;
using Workflow.Bench.Engine;
using Workflow.Bench.FirstRun;
using Workflow.Bench.Gateway;
using Workflow.Bench.Growth;
using Workflow.Bench.Image;
using Workflow.Bench.Kills;
using Workflow.Bench.Recipe;
using Workflow.Bench.Rich;
using Workflow.Bench.Scoring;
using Workflow.Bench.Serving;
using Workflow.Bench.Soak;
using Workflow.Bench.Switches;
using Workflow.Bench.Targets;
using Workflow.Bench.TreeShap;

string root = args[0];
if (args is [_, "read-recipe", var archive]) return RecipeReading.Run(root, archive);
if (args is [_, "write-problems", var directory])
{
    Problem.WriteAll(root, directory);
    return 0;
}

if (args is [_, "score-batch", var model, var input, var output]) return await BatchRun.RunAsync(model, input, output);

if (args is [_, "grow", var rows, var columns])
{
    return GrowthRun.Run(root, int.Parse(rows, CultureInfo.InvariantCulture), int.Parse(columns, CultureInfo.InvariantCulture));
}

// Some take as long as one likes: chaos --minutes N, serving, gateway and switches --seconds N (of a round), soak --requests N, kills --kills N, behind the names.
double minutes = 2;
int seconds = 4;
long requests = 10_000_000;
int kills = 100;
while (args is [.. var before, ['-', '-', ..] option, var number])
{
    switch (option)
    {
        case "--minutes":
            minutes = double.Parse(number, CultureInfo.InvariantCulture);
            break;
        case "--seconds":
            seconds = int.Parse(number, CultureInfo.InvariantCulture);
            break;
        case "--requests":
            requests = long.Parse(number, CultureInfo.InvariantCulture);
            break;
        case "--kills":
            kills = int.Parse(number, CultureInfo.InvariantCulture);
            break;
        default:
            Console.Error.WriteLine($"no option {option}; there are: --minutes, --seconds, --requests, --kills");
            return 2;
    }

    args = before;
}

Dictionary<string, IBenchmark> benchmarks = new(StringComparer.Ordinal)
{
    ["recipe"] = new RecipeBenchmark(root),
    ["first-run"] = new FirstRunBenchmark(root),
    ["targets"] = new TargetsBenchmark(root),
    ["search"] = new SearchTimeBenchmark(root),
    ["growth"] = new GrowthBenchmark(root),
    ["rich"] = new RichBenchmark(root),
    ["treeshap"] = new TreeShapBenchmark(),
    ["scoring"] = new ScoringBenchmark(root),
    ["serving"] = new ServingBenchmark(root, seconds),
    ["gateway"] = new GatewayBenchmark(root, seconds),
    ["batch"] = new BatchBenchmark(root),
    ["soak"] = new SoakBenchmark(root, requests),
    ["image"] = new ImageBenchmark(root),
    ["deploy"] = new DeployBenchmark(root),
    ["switches"] = new SwitchesBenchmark(root, seconds),
    ["kills"] = new KillsBenchmark(root, kills),
    ["engine"] = new EngineBenchmark(),
    ["history"] = new HistoryBenchmark(),
    ["chaos"] = new ChaosBenchmark(minutes),
};
string[] asked = args.Length > 1 ? args[1..] : [.. benchmarks.Keys];
string[] unknown = [.. asked.Except(benchmarks.Keys, StringComparer.Ordinal)];
if (unknown.Length > 0)
{
    Console.Error.WriteLine($"no benchmark {string.Join(", ", unknown)}; there are: {string.Join(", ", benchmarks.Keys)}");
    return 2;
}

// The first asks to end, and what was started is removed; the second ends at once.
using var stop = new CancellationTokenSource();
using PosixSignalRegistration interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
var results = new ResultsFile(Path.Combine(root, "bench", "RESULTS.md"));
foreach (string name in asked)
{
    Console.Error.WriteLine($"== {name}");
    try
    {
        string section = await benchmarks[name].RunAsync(stop.Token);
        Console.WriteLine(section);
        results.Replace(name, section);
    }
    catch (OperationCanceledException) when (stop.IsCancellationRequested)
    {
        Console.Error.WriteLine("interrupted");
        return 130;
    }
}

return 0;

void Stop(PosixSignalContext signal)
{
    signal.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}
