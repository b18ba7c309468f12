using System.CommandLine;
using Workflow.Jobs.Deployment.Exports;

namespace Workflow.Cli.Commands.Exports;

/// <summary><c>workflow export kubernetes</c>: a version as plain manifests.</summary>
internal static class ExportKubernetesCommand
{
    private const string Summary = "Print plain manifests for Kubernetes, or write them with a README: for GitOps, and for kubectl.";

    private const string Details = """
        A NetworkPolicy, a Service, a PodDisruptionBudget where there are several replicas, and a Deployment; with --max-replicas a
        HorizontalPodAutoscaler, with --host an Ingress. They hold no secrets: they name those that the cluster keeps.
        """;

    private const string Examples = """
        workflow export kubernetes hydraulic-cooling@3 --image registry.example.com/models/cooling > cooling.yaml
        workflow export kubernetes hydraulic-cooling --image registry.example.com/models/cooling --namespace models --replicas 2 --max-replicas 6
        workflow export kubernetes hydraulic-cooling --image registry.example.com/models/cooling --host cooling.example.org --out gitops/cooling
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        var arguments = new ExportArguments("kubernetes", "default: print the manifests alone");
        var usual = new KubernetesExportOptions();
        var print = new Option<bool>("--print") { Description = "Print the manifests, as without --out" };
        var name = new Option<string?>("--name") { Description = "Name of the workload (default: the model's)" };
        var space = new Option<string>("--namespace", "-n") { Description = "Namespace", DefaultValueFactory = _ => usual.Namespace };
        var replicas = new Option<int>("--replicas") { Description = "Replicas; the fewest with --max-replicas", DefaultValueFactory = _ => usual.Replicas };
        var most = new Option<int?>("--max-replicas") { Description = "Let the cluster choose, up to so many" };
        var host = new Option<string?>("--host") { Description = "Name under which it is reached from outside, by an Ingress with the certificate of the Secret NAME-tls" };
        var pullSecret = new Option<string?>("--pull-secret") { Description = "Secret by which the image's registry is read", HelpName = "SECRET" };
        var apiKeysSecret = new Option<string?>("--api-keys-secret") { Description = "Secret with the API keys of which callers must show one, under api-keys (default: everybody is answered)", HelpName = "SECRET" };
        var cpu = new Option<string?>("--cpu") { Description = "Processors of a replica: 500m, 2 (default: 250m kept free, 1 at most)" };
        var memory = new Option<string?>("--memory") { Description = "Memory of a replica: 512Mi, 1Gi (default: 256Mi kept free, 512Mi at most)" };
        var command = new CommandWithExamples("kubernetes", Summary, Details, Examples);
        arguments.AddTo(command);
        foreach (Option option in (Option[])[print, name, space, replicas, most, host, pullSecret, apiKeysSecret, cpu, memory]) command.Add(option);
        command.SetAction((parsed, cancellationToken) =>
        {
            var options = new KubernetesExportOptions
            {
                Name = parsed.GetValue(name),
                Namespace = parsed.GetValue(space)!,
                Replicas = parsed.GetValue(replicas),
                MostReplicas = parsed.GetValue(most),
                Host = parsed.GetValue(host),
                PullSecret = parsed.GetValue(pullSecret),
                ApiKeysSecret = parsed.GetValue(apiKeysSecret),
                Processors = parsed.GetValue(cpu),
                Memory = parsed.GetValue(memory),
            };
            if (arguments.Output(parsed) is null) return ExportWork.DoAsync(environment, arguments, parsed, request => Console.Out.Write(KubernetesExport.Manifests(request, options)), cancellationToken);
            if (parsed.GetValue(print)) throw new CliException("--print and --out: name one of them");
            return ExportWork.WriteAsync(environment, arguments, parsed, (request, _) => KubernetesExport.Write(request, options), cancellationToken);
        });
        return command;
    }
}
