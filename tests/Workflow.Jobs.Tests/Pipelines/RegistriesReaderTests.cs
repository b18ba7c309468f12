using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;
using Workflow.Testing.Files;
using Workflow.Testing.Registry;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Tests.Pipelines;

public sealed class RegistriesReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new();

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Read_Registries_ReachEnvironmentsAndBasesThatNameThem()
    {
        Directory.CreateDirectory(_folder.File("certs"));
        File.WriteAllText(_folder.File("certs/site.pem"), _authority.Pem);
        PipelinesFile file = Open("""{"host:5000": {insecure: true}, registry.site: {ca: certs/site.pem}, "localhost:5001": {https: true}}""");
        Assert.Equal(["host:5000", "registry.site", "localhost:5001"], file.Registries.Keys);
        Assert.Equal(new RegistryTransport { Authorities = _authority.Pem }, file.Registries["registry.site"]);

        PipelineConfig config = file.Read("p", []);
        Assert.Equal([new RegistryTransport { Insecure = true }, null], config.Environments.Select(environment => environment.RegistryTransport));
        Assert.Equal(_authority.Pem, config.Model!.Image!.BaseTransport!.Authorities);
        Assert.Equal(config.Environments, Assert.Single(file.ReadAll()).Environments);
    }

    [Theory]
    [InlineData("""{"http://host:5000": {insecure: true}}""", "registries.http://host:5000: 'http://host:5000' is no registry: host or host:port is expected")]
    [InlineData("{host/models: {insecure: true}}", "'host/models' is no registry")]
    [InlineData("{registry.site: {insecure: true, https: true}}", "registries.registry.site.https: insecure and https contradict each other")]
    [InlineData("{registry.site: {insecure: true, ca: pipelines.yaml}}", "insecure and ca contradict each other")]
    [InlineData("{registry.site: {ca: ../site.pem}}", "registries.registry.site.ca: '../site.pem' cannot be taken: a path below the folder of pipelines.yaml is expected")]
    [InlineData("{registry.site: {ca: /etc/site.pem}}", "'/etc/site.pem' cannot be taken")]
    [InlineData("{registry.site: {ca: missing.pem}}", "missing.pem does not exist")]
    [InlineData("{registry.site: {ca: link.pem}}", "link.pem is a link: only files of the folder of pipelines.yaml itself are taken")]
    [InlineData("{registry.site: {ca: pipelines.yaml}}", "pipelines.yaml cannot be used: it holds no certificate in PEM")]
    [InlineData("{registry.site: {insecur: true}}", "registries.registry.site.insecur: unknown key; did you mean 'insecure'?")]
    public void Read_WrongRegistry_SaysWhereAndWhy(string registries, string expected)
    {
        File.WriteAllText(_folder.File("other.pem"), _authority.Pem);
        File.CreateSymbolicLink(_folder.File("link.pem"), _folder.File("other.pem"));
        Assert.Contains(expected, Assert.Throws<ConfigurationException>(() => Open(registries)).Message, StringComparison.Ordinal);
    }

    // Runs that were begun before must be the same definitions still.
    [Fact]
    public void Definitions_NothingSaidOfRegistries_AreWrittenAsBefore()
    {
        Assert.DoesNotContain("ransport", JobsJson.Write(new EnvironmentDefinition { Name = "dev", Platform = "aks", Registry = "host:5000/models" }), StringComparison.Ordinal);
        Assert.DoesNotContain("ransport", JobsJson.Write(new CustomImageDefinition()), StringComparison.Ordinal);
        var pinned = new EnvironmentDefinition { Name = "dev", Platform = "aks", RegistryTransport = new RegistryTransport { Insecure = true } };
        Assert.Equal(pinned, JobsJson.Read<EnvironmentDefinition>(JobsJson.Write(pinned)));
    }

    private PipelinesFile Open(string registries)
    {
        string path = _folder.File("pipelines.yaml");
        File.WriteAllText(path, $$"""
            pipelines:
              p:
                recipe: r.yaml
                target: t
                image: {base: "registry.site/team/base:1"}
                environments:
                  dev: {registry: "host:5000/models"}
                  prod: {registry: other.example/models}
            registries: {{registries}}

            """);
        return PipelinesFile.Open(path);
    }
}
