using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Workflow.Scorer.Serving;

/// <summary>Where a server that has started listens.</summary>
/// <param name="Http">For HTTP.</param>
/// <param name="Grpc">For gRPC; null where it does not.</param>
/// <param name="Thrift">For Thrift, as an address with host and port; null where it does not.</param>
internal sealed record ListenerAddresses(Uri Http, Uri? Grpc, Uri? Thrift)
{
    /// <summary>The addresses of a server, whose ports were opened in this order.</summary>
    public static ListenerAddresses Of(WebApplication server, ScorerOptions options)
    {
        Uri[] all = [.. server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address))];
        return new ListenerAddresses(all[0], options.GrpcPort is null ? null : all[1], options.ThriftPort is null ? null : all[^1]);
    }

    /// <summary>The line of the log that tells them.</summary>
    public override string ToString() =>
        $"listening on {Plain(Http)}{(Grpc is null ? string.Empty : $", gRPC on {Plain(Grpc)}")}{(Thrift is null ? string.Empty : $" and for Thrift on {Thrift.Authority}")}";

    private static string Plain(Uri address) => $"{address.Scheme}://{address.Authority}";
}
