using System.CommandLine;
using Workflow.Jobs.Deployment.Exports;

namespace Workflow.Cli.Commands.Exports;

/// <summary><c>workflow export template</c>: a version by a template of the user's own.</summary>
internal static class ExportTemplateCommand
{
    private const string Summary = "Fill a folder of your own files for a version: {{ image }} becomes its image by digest, and so on.";

    private const string Details = """
        Values: image, registry, repository, digest, version, model, number, model_id, pipeline_sha256, port, data, sample_request,
        sample_answer, invocation_request, invocation_answer. {{{{ stands for two braces. Values are escaped as .tf, .json and .yaml files
        need it, for texts between quotation marks. Nothing of a template is run, and links in it are refused.
        """;

    private const string Examples = """
        workflow export template hydraulic-cooling@3 --image registry.example.com/models/cooling --template deploy/nomad --out nomad
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        var arguments = new ExportArguments("template");
        var template = new Option<string>("--template") { Description = "Folder of the template", HelpName = "DIR", Required = true };
        var command = new CommandWithExamples("template", Summary, Details, Examples);
        arguments.AddTo(command);
        command.Add(template);
        command.SetAction((parsed, cancellationToken) =>
            ExportWork.WriteAsync(environment, arguments, parsed, (request, folder) => OwnExport.Write(request, parsed.GetValue(template)!, folder), cancellationToken));
        return command;
    }
}
