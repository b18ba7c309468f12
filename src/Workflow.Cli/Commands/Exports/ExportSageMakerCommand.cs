using System.CommandLine;
using Workflow.Jobs.Deployment.Exports;

namespace Workflow.Cli.Commands.Exports;

/// <summary><c>workflow export sagemaker</c>: a version as an endpoint of Amazon SageMaker.</summary>
internal static class ExportSageMakerCommand
{
    private const string Summary = "Write Terraform for Amazon SageMaker: the version's image as an endpoint, its role, and a README.";

    private const string Details = """
        SageMaker takes images from ECR of its own region alone: push the image there before (`workflow image push`). Nothing is sent anywhere:
        terraform does that, when you say so.
        """;

    private const string Examples = """
        workflow export sagemaker hydraulic-cooling@3 --image 123456789012.dkr.ecr.eu-central-1.amazonaws.com/cooling
        workflow export sagemaker hydraulic-cooling --image 123456789012.dkr.ecr.eu-central-1.amazonaws.com/cooling --instance ml.t2.medium
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        var arguments = new ExportArguments("sagemaker");
        var name = new Option<string?>("--name") { Description = "Name of the endpoint (default: the model's)" };
        var region = new Option<string?>("--region") { Description = "Region (default: the image's)" };
        var instance = new Option<string>("--instance") { Description = "Type of its instance", DefaultValueFactory = _ => new SageMakerOptions().Instance };
        var role = new Option<string?>("--role") { Description = "ARN of the role that it runs with (default: one of its own, which may do the least)", HelpName = "ARN" };
        var command = new CommandWithExamples("sagemaker", Summary, Details, Examples);
        arguments.AddTo(command);
        foreach (Option option in (Option[])[name, region, instance, role]) command.Add(option);
        command.SetAction((parsed, cancellationToken) =>
        {
            var options = new SageMakerOptions
            {
                Name = parsed.GetValue(name),
                Region = parsed.GetValue(region),
                Instance = parsed.GetValue(instance)!,
                Role = parsed.GetValue(role),
            };
            return ExportWork.WriteAsync(environment, arguments, parsed, (request, _) => SageMakerExport.Write(request, options), cancellationToken);
        });
        return command;
    }
}
