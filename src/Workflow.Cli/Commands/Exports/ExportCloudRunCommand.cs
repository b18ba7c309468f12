using System.CommandLine;
using Workflow.Jobs.Deployment.Exports;

namespace Workflow.Cli.Commands.Exports;

/// <summary><c>workflow export cloud-run</c>: a version as a service of Google Cloud Run.</summary>
internal static class ExportCloudRunCommand
{
    private const string Summary = "Write YAML for Google Cloud Run: the version's image as a service with its probes, and a README.";

    private const string Details = """
        Cloud Run takes images from Artifact Registry and Docker Hub: push the image there before (`workflow image push`). Nothing is sent
        anywhere: gcloud does that, when you say so.
        """;

    private const string Examples = """
        workflow export cloud-run hydraulic-cooling@3 --image europe-west1-docker.pkg.dev/my-project/models/cooling
        workflow export cloud-run hydraulic-cooling --image docker.io/team/cooling --region europe-west1 --project my-project --max-instances 3
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        var arguments = new ExportArguments("cloud-run");
        var usual = new CloudRunOptions();
        var name = new Option<string?>("--name") { Description = "Name of the service (default: the model's)" };
        var region = new Option<string?>("--region") { Description = "Region (default: the image's)" };
        var project = new Option<string?>("--project") { Description = "Id of the project (default: the image's)" };
        var cpu = new Option<int>("--cpu") { Description = "Processors of an instance", DefaultValueFactory = _ => usual.Processors };
        var memory = new Option<string>("--memory") { Description = "Memory of an instance: 512Mi, 2Gi", DefaultValueFactory = _ => usual.Memory };
        var least = new Option<int>("--min-instances") { Description = "Instances that there always are", DefaultValueFactory = _ => usual.LeastInstances };
        var most = new Option<int>("--max-instances") { Description = "Instances that there are at most", DefaultValueFactory = _ => usual.MostInstances };
        var command = new CommandWithExamples("cloud-run", Summary, Details, Examples);
        arguments.AddTo(command);
        foreach (Option option in (Option[])[name, region, project, cpu, memory, least, most]) command.Add(option);
        command.SetAction((parsed, cancellationToken) =>
        {
            var options = new CloudRunOptions
            {
                Name = parsed.GetValue(name),
                Region = parsed.GetValue(region),
                Project = parsed.GetValue(project),
                Processors = parsed.GetValue(cpu),
                Memory = parsed.GetValue(memory)!,
                LeastInstances = parsed.GetValue(least),
                MostInstances = parsed.GetValue(most),
            };
            return ExportWork.WriteAsync(environment, arguments, parsed, (request, _) => CloudRunExport.Write(request, options), cancellationToken);
        });
        return command;
    }
}
