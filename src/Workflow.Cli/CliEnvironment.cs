using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workflow.Cli.Commands;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Images.Signing;

namespace Workflow.Cli;

/// <summary>Where the command finds things: its state, pipelines.yaml, the sources of the scorer.</summary>
internal sealed record CliEnvironment
{
    /// <summary>Name of the variable with the directory of all state.</summary>
    public const string HomeVariable = "WORKFLOW_HOME";

    /// <summary>Name of the variable with the address of a PostgreSQL database.</summary>
    public const string DatabaseVariable = "WORKFLOW_DATABASE";

    /// <summary>Name of the variable with the place of the artifacts: a directory or a bucket that several machines share.</summary>
    public const string ArtifactsVariable = "WORKFLOW_ARTIFACTS";

    /// <summary>Name of the variable, set by the launcher, with the directory of the checkout.</summary>
    public const string RootVariable = "WORKFLOW_ROOT";

    /// <summary>Directory of the checkout, or where the user stands.</summary>
    public required string Root { get; init; }

    /// <summary>Directory of all state.</summary>
    public required string HomePath { get; init; }

    /// <summary>PostgreSQL database; null for the embedded one.</summary>
    public required string? DatabaseAddress { get; init; }

    /// <summary>Directory or bucket of the artifacts; null for the directory of all state.</summary>
    public required string? ArtifactsAddress { get; init; }

    /// <summary>What the jobs work with.</summary>
    public JobsOptions Jobs => new()
    {
        HomePath = HomePath,
        DatabaseAddress = DatabaseAddress,
        ArtifactsAddress = ArtifactsAddress,
        SourceRoot = Root,
        SigningKeyFile = Variable(SigningKeys.KeyVariable),
        ExecStepCommand = ExecStepCommand.CommandLine,
    };

    /// <summary>Makes the services of the jobs.</summary>
    /// <param name="configureLogging">Adds where logs go; null where nothing is to be logged.</param>
    public ServiceProvider CreateServices(Action<ILoggingBuilder>? configureLogging = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(configureLogging ?? (_ => { })).AddWorkflowJobs(Jobs);
        return services.BuildServiceProvider();
    }

    /// <summary>Reads the environment.</summary>
    public static CliEnvironment Read()
    {
        string root = Variable(RootVariable) ?? Directory.GetCurrentDirectory();
        return new CliEnvironment
        {
            Root = root,
            HomePath = Variable(HomeVariable) ?? Path.Combine(root, ".workflow"),
            DatabaseAddress = Variable(DatabaseVariable),
            ArtifactsAddress = Variable(ArtifactsVariable),
        };
    }

    /// <summary>The pipelines file: the one that was asked for, the one where the user stands, or the checkout's.</summary>
    public string PipelinesPath(string? asked)
    {
        if (asked is not null) return Path.GetFullPath(asked);
        string here = Path.GetFullPath("pipelines.yaml");
        return File.Exists(here) ? here : Path.Combine(Root, "pipelines.yaml");
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
