using System.Globalization;
using System.Text.Json;
using Workflow.Bench.Measuring;

namespace Workflow.Bench.FirstRun;

/// <summary>The main job as a user meets it: the first run in an empty state directory, and the second.</summary>
internal sealed class FirstRunBenchmark(string root) : IBenchmark
{
    /// <inheritdoc/>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        string home = Directory.CreateTempSubdirectory("workflow-bench-").FullName;
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["WORKFLOW_HOME"] = home };
        string workflow = Path.Combine(root, "workflow");
        try
        {
            // Builds, if anything must be built.
            await MeasuredProcess.RunAsync([workflow, "--version"], environment, cancellationToken);
            MeasuredProcess first = await MeasuredProcess.RunAsync([workflow, "run", "hydraulic-cooling", "--json"], environment, cancellationToken);
            MeasuredProcess second = await MeasuredProcess.RunAsync([workflow, "run", "hydraulic-cooling", "--json"], environment, cancellationToken);
            JsonElement result = JsonDocument.Parse(first.Output).RootElement;
            await MeasuredProcess.RunAsync([workflow, "stop", "hydraulic-cooling-dev"], environment, cancellationToken);
            return Section(first, second, result);
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static string Section(MeasuredProcess first, MeasuredProcess second, JsonElement result)
    {
        IEnumerable<string> steps = result.GetProperty("steps").EnumerateArray().Select(step => string.Create(
            CultureInfo.InvariantCulture, $"| {step.GetProperty("name").GetString()} | {step.GetProperty("seconds").GetDouble():F1} s | {step.GetProperty("message").GetString()} |"));
        return string.Create(CultureInfo.InvariantCulture, $"""
            ## The first run

            `./workflow run hydraulic-cooling` in an empty state directory, on {result.GetProperty("dataset").GetProperty("origin").GetString()}; the build of the
            program itself excluded, the publish of the scorer included (it runs beside training).

            **First run {first.Seconds:F1} s** (to reach: under 60). **Second run, nothing changed: {second.Seconds:F1} s** (to reach: under 5).

            | step | took | |
            |---|---|---|
            {string.Join('\n', steps)}
            """);
    }
}
