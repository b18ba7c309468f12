using Workflow.Scorer;
using Workflow.Scorer.Health;

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

return await ScorerServer.RunAsync(options).ConfigureAwait(false);
