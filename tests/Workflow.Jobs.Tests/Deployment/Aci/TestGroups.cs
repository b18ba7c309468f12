using System.Collections.Concurrent;
using Workflow.Jobs.Deployment.Aci;
using Workflow.Jobs.Deployment.Azure;
using Workflow.Testing.Azure;

namespace Workflow.Jobs.Tests.Deployment.Aci;

/// <summary>Container groups of one test: a stand-in for Azure, and clients that wait for nothing longer than it takes to ask.</summary>
internal sealed class TestGroups : IAsyncDisposable, IProgress<string>
{
    public const string Password = "the-password-of-the-registry";
    public const string Secret = "the-secret-of-the-scorer";
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private readonly ConcurrentQueue<string> _lines = new();

    private TestGroups(ArmStandIn arm) => Arm = arm;

    public ArmStandIn Arm { get; }

    /// <summary>What was told while something was waited for.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    public static ContainerGroupOwner Owner { get; } = new("0123456789abcdef", "hydraulic-cooling-prod");

    /// <summary>A specification that uses everything.</summary>
    public static ContainerGroupSpec Spec { get; } = new()
    {
        Address = new ContainerGroupAddress(ArmStandIn.Subscription, ArmStandIn.ResourceGroup, "hydraulic-cooling-prod"),
        Owner = Owner,
        Version = "hydraulic-cooling@7",
        Region = "westeurope",
        Image = ImageOf('a'),
        Cpu = 0.5m,
        MemoryInGB = 1.5m,
        Ports = [9090, 9091],
        DnsNameLabel = "hydraulic-cooling",
        Registry = new RegistryAccess.Password("team.azurecr.io", "puller", new SecretText(Password)),
        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["LOG_LEVEL"] = "info" },
        SecureEnvironment = new Dictionary<string, SecretText>(StringComparer.Ordinal) { ["API_KEY"] = new(Secret) },
        Command = ["/scorer", "--quiet"],
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<TestGroups> StartAsync() => new(await ArmStandIn.StartAsync());

    /// <summary>An image that differs from others by its digest.</summary>
    public static string ImageOf(char digit) => $"team.azurecr.io/hydraulic-cooling@sha256:{new string(digit, 64)}";

    /// <summary>A client that knows nothing but what Azure has, as after a crash.</summary>
    public ContainerGroups Open(TimeProvider? time = null, TimeSpan? pollInterval = null, int retries = 3) => new(
        new AzureOptions { Cloud = Arm.Cloud, Transport = Arm.Transport, RetryDelay = pollInterval ?? Moment, Retries = retries },
        new FixedToken(),
        new AciOptions { PollInterval = pollInterval ?? Moment },
        time ?? TimeProvider.System);

    /// <summary>A client that waits as long as one of users does.</summary>
    public ContainerGroups OpenAsShipped(TimeProvider time) =>
        new(new AzureOptions { Cloud = Arm.Cloud, Transport = Arm.Transport }, new FixedToken(), new AciOptions(), time);

    public Task<ContainerGroupState> ApplyAsync(ContainerGroupSpec? spec = null, CancellationToken? cancellationToken = null) =>
        Open().ApplyAsync(spec ?? Spec, this, cancellationToken ?? Cancellation);

    /// <summary>Applies what cannot be applied.</summary>
    public async Task<ContainerGroupReason> RefusedAsync(ContainerGroupSpec? spec = null)
    {
        AciException refused = await Assert.ThrowsAsync<AciException>(() => ApplyAsync(spec));
        Assert.NotNull(refused.Reason);
        Assert.Equal(refused.Reason.IsRetryable, refused.IsRetryable);
        return refused.Reason;
    }

    public void Report(string value) => _lines.Enqueue(value);

    public ValueTask DisposeAsync() => Arm.DisposeAsync();
}
