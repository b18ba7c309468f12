using System.CommandLine;
using Workflow.Jobs.Deployment.Exports;

namespace Workflow.Cli.Commands.Exports;

/// <summary><c>workflow export lambda</c>: a version as a function of AWS Lambda.</summary>
internal static class ExportLambdaCommand
{
    private const string Summary = "Write Terraform for AWS Lambda: the version's image as a function behind an API gateway with a key, and a README.";

    private const string Details = """
        Names are checked first, by Amazon's own rules. Lambda takes images from ECR of its own region alone: push the image there before
        (`workflow image push`). Nothing is sent anywhere: terraform does that, when you say so.
        """;

    private const string Examples = """
        workflow export lambda hydraulic-cooling@3 --image 123456789012.dkr.ecr.eu-central-1.amazonaws.com/cooling
        workflow export lambda hydraulic-cooling --image 123456789012.dkr.ecr.eu-central-1.amazonaws.com/cooling --name cooler --bucket team-terraform --out lambda
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        var arguments = new ExportArguments("lambda");
        var usual = new LambdaOptions();
        var name = new Option<string?>("--name") { Description = "Name of the function behind workflow- (default: the model's)" };
        var region = new Option<string?>("--region") { Description = "Region (default: the image's)" };
        var memory = new Option<int>("--memory") { Description = "Memory in MiB; processors come with it", HelpName = "MIB", DefaultValueFactory = _ => usual.MemoryMebibytes };
        var timeout = new Option<TimeSpan>("--timeout")
        {
            Description = "Time in which a request must be answered: 29s, 2m; the gateway itself waits 29 s",
            HelpName = "TIME",
            DefaultValueFactory = _ => usual.Timeout,
            CustomParser = argument => CommonOptions.ReadDuration(argument, TimeSpan.FromSeconds(1), "29s or 2m") ?? usual.Timeout,
        };
        var bucket = new Option<string?>("--bucket") { Description = "Bucket of S3, which is there, that Terraform keeps its state in (default: a file)" };
        var command = new CommandWithExamples("lambda", Summary, Details, Examples);
        arguments.AddTo(command);
        foreach (Option option in (Option[])[name, region, memory, timeout, bucket]) command.Add(option);
        command.SetAction((parsed, cancellationToken) =>
        {
            LambdaNames.Require(parsed.GetValue(name), parsed.GetValue(bucket));
            var options = new LambdaOptions
            {
                Name = parsed.GetValue(name),
                Region = parsed.GetValue(region),
                MemoryMebibytes = parsed.GetValue(memory),
                Timeout = parsed.GetValue(timeout),
                Bucket = parsed.GetValue(bucket),
            };
            return ExportWork.WriteAsync(environment, arguments, parsed, (request, _) => LambdaExport.Write(request, options), cancellationToken);
        });
        return command;
    }
}
