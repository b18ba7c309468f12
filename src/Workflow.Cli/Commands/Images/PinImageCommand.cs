using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Jobs.Images.Bases;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;

namespace Workflow.Cli.Commands.Images;

/// <summary><c>workflow image pin</c>: writes down what the tags of bases mean, so that they mean it for ever.</summary>
internal static class PinImageCommand
{
    private const string Summary = "Write down which digests the tags of pipelines' bases mean (pipelines.lock.json); runs use these until they are renewed.";

    private const string Details = """
        A tag that is pinned stays as it is; --update asks the registry again. pipelines.lock.json lies beside pipelines.yaml and belongs into version control.
        A run pins what nobody has pinned before. Logins are those of `docker login`; --user takes the password from the variable WORKFLOW_REGISTRY_PASSWORD.
        """;

    private const string Examples = """
        workflow image pin
        workflow image pin hydraulic-cooling --update
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        var pipeline = new Argument<string?>("pipeline") { Description = "Pipeline whose base is pinned; all where it is left out", Arity = ArgumentArity.ZeroOrOne };
        var update = new Option<bool>("--update") { Description = "Ask the registry again for what is pinned" };
        Option<string?> file = CommonOptions.PipelinesFile();
        var login = new RegistryLoginOptions();
        Option<bool> json = CommonOptions.Json("one object with the bases by pipeline");
        var command = new CommandWithExamples("pin", Summary, Details, Examples) { pipeline, update, file, json };
        login.AddTo(command);
        command.SetAction((parsed, cancellationToken) => ImageWork.DoAsync(
            environment,
            async services =>
            {
                PipelinesFile pipelines = PipelinesFile.Open(environment.PipelinesPath(parsed.GetValue(file)));
                BasePins pins = services.GetRequiredService<BasePins>();
                var pinned = new SortedDictionary<string, string>(StringComparer.Ordinal);
                foreach ((string name, ImageName below) in Bases(pipelines, parsed.GetValue(pipeline)))
                {
                    RegistryOptions options = login.Read(parsed, below.Registry, pipelines.Path);
                    pinned[name] = (await pins.PinAsync(pipelines.Directory, name, below, options, parsed.GetValue(update), cancellationToken).ConfigureAwait(false)).ToString();
                }

                Tell(pipelines, pinned, parsed.GetValue(json));
                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }

    private static IEnumerable<(string Pipeline, ImageName Base)> Bases(PipelinesFile pipelines, string? only)
    {
        IEnumerable<PipelineConfig> chosen = only is null ? pipelines.ReadAll() : [pipelines.Read(only, [])];
        foreach (PipelineConfig pipeline in chosen)
        {
            if (pipeline.Model?.Image?.Base is { } name) yield return (pipeline.Name, name);
        }
    }

    private static void Tell(PipelinesFile pipelines, SortedDictionary<string, string> pinned, bool asJson)
    {
        if (asJson)
        {
            Terminal.Print(JobsJson.WriteWire(new { bases = pinned }));
            return;
        }

        foreach ((string pipeline, string name) in pinned) Terminal.Print($"{pipeline}  {name}");
        Terminal.Note(pinned.Count == 0 ? "no pipeline has a base: there is nothing to pin" : $"{Path.Combine(pipelines.Directory, PinnedBases.FileName)} belongs into version control");
    }
}
