using System.Collections;
using Workflow.Scorer;
using Workflow.Scorer.Health;
using Workflow.Scorer.Lambda;
using Workflow.Scorer.Logs;
using Workflow.Scorer.Streams;

string? wrong = ScorerArguments.Parse(args, out ScorerOptions options, Environment.GetEnvironmentVariable);
(string? mistake, IReadOnlyList<string> unknown) = ScorerVariables.Check(
    Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value ?? string.Empty)), ScorerArguments.Options);
if (!options.IsHelp) wrong ??= mistake;
if (wrong is not null)
{
    Console.Error.WriteLine(wrong);
    Console.Error.WriteLine("scorer --help lists the options");
    return 64;
}

if (options.IsHelp)
{
    Console.WriteLine(ScorerArguments.Usage);
    return 0;
}

// The runtime reads it before the first socket: what comes is worked on where it is noticed.
const string inline = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
if (Environment.GetEnvironmentVariable(inline) is null) Environment.SetEnvironmentVariable(inline, "1");
ScorerLog.IsText = options.IsLogText ?? !Console.IsOutputRedirected;
if (options.IsProbe) return await SelfProbe.RunAsync(options).ConfigureAwait(false);
if (options.Score is { } format) return await StandardScoring.RunAsync(options, format, Console.OpenStandardInput(), Console.OpenStandardOutput(), Console.Error).ConfigureAwait(false);

if (unknown.Count > 0) ScorerLog.Warn($"the scorer has no variable {string.Join(", ", unknown)}: it is passed over; scorer --help lists the options");
if (Environment.GetEnvironmentVariable(LambdaRuntime.Variable) is { Length: > 0 } api) return await LambdaFunction.RunAsync(options, api).ConfigureAwait(false);

return await ScorerServer.RunAsync(options).ConfigureAwait(false);
