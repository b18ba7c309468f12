using Workflow.Scorer;
using Workflow.Scorer.Health;
using Workflow.Scorer.Lambda;
using Workflow.Scorer.Logs;

if (ScorerArguments.Parse(args, out ScorerOptions options, Environment.GetEnvironmentVariable) is { } wrong)
{
    Console.Error.WriteLine(wrong);
    Console.Error.WriteLine(ScorerArguments.Usage);
    return 64;
}

if (options.IsHelp)
{
    Console.WriteLine(ScorerArguments.Usage);
    return 0;
}

ScorerLog.IsText = options.IsLogText ?? !Console.IsOutputRedirected;
if (options.IsProbe) return await SelfProbe.RunAsync(options).ConfigureAwait(false);

if (Environment.GetEnvironmentVariable(LambdaRuntime.Variable) is { Length: > 0 } api) return await LambdaFunction.RunAsync(options, api).ConfigureAwait(false);

return await ScorerServer.RunAsync(options).ConfigureAwait(false);
