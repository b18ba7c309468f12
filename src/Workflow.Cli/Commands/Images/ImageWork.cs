using Workflow.Jobs.Images;
using Workflow.Jobs.Registry;

namespace Workflow.Cli.Commands.Images;

/// <summary>What commands on images work with: images lie in the home, whether or not a server runs, and their blobs never change.</summary>
internal static class ImageWork
{
    /// <summary>The argument that names a version.</summary>
    public static System.CommandLine.Argument<string> Version() => new("version") { Description = "Version (model@7), or model for its newest" };

    /// <summary>Does something with the jobs of this process.</summary>
    public static Task<int> DoAsync(CliEnvironment environment, Func<IServiceProvider, Task<int>> work, CancellationToken cancellationToken) =>
        LocalWork.DoAsync(environment, work, cancellationToken);

    /// <summary>Does something with a version whose image is here.</summary>
    /// <exception cref="CliException">There is no such version, or it has no image.</exception>
    /// <exception cref="VersionException">Its image was removed.</exception>
    public static Task<int> DoWithImageAsync(
        CliEnvironment environment, string name, Func<IServiceProvider, ModelVersion, BuiltImage, Task<int>> work, CancellationToken cancellationToken) =>
        DoAsync(
            environment,
            name,
            (services, version, image) =>
            {
                version.RequirePresent();
                return work(services, version, image);
            },
            cancellationToken);

    /// <summary>Does something with a version that has an image, whether or not it was removed.</summary>
    /// <exception cref="CliException">There is no such version, or it has no image.</exception>
    public static Task<int> DoAsync(
        CliEnvironment environment, string name, Func<IServiceProvider, ModelVersion, BuiltImage, Task<int>> work, CancellationToken cancellationToken) =>
        LocalWork.DoAsync(
            environment,
            name,
            (services, version) => work(services, version, version.Image ?? throw new CliException($"{version.Name} has no image: its run did not reach build-image")),
            cancellationToken);
}
