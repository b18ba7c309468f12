using Workflow.Scorer;
using Workflow.Scorer.Health;
using Workflow.Scorer.Lambda;

if (ScorerOptions.Parse(args, out ScorerOptions options, Environment.GetEnvironmentVariable) is { } wrong)
{
    Console.Error.WriteLine(wrong);
    Console.Error.WriteLine(ScorerOptions.Usage);
    return 64;
}

if (options.IsHelp)
{
    Console.WriteLine(ScorerOptions.Usage);
    return 0;
}

if (options.IsProbe) return await SelfProbe.RunAsync(options).ConfigureAwait(false);

if (Environment.GetEnvironmentVariable(LambdaRuntime.Variable) is { Length: > 0 } api) return await LambdaFunction.RunAsync(options, api).ConfigureAwait(false);

return await ScorerServer.RunAsync(options).ConfigureAwait(false);
