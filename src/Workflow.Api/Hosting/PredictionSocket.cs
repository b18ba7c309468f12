using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Api.Predictions;
using Workflow.Jobs.Home;

namespace Workflow.Api.Hosting;

/// <summary>The socket of a home on which predictions of scorers are received.</summary>
public static class PredictionSocket
{
    /// <summary>Why nobody can listen on the socket of a home, and what to do; null where it can be done.</summary>
    public static string? ProblemOf(WorkflowHome home)
    {
        ArgumentNullException.ThrowIfNull(home);
        string socket = home.PredictionSocket;
        try
        {
            _ = new UnixDomainSocketEndPoint(socket);
            return null;
        }
        catch (ArgumentOutOfRangeException)
        {
            int length = Encoding.UTF8.GetByteCount(socket);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"scorers cannot send their predictions here: the path of the socket, {socket}, has {length} bytes, more than this system allows; set WORKFLOW_HOME to a directory with a shorter path");
        }
        catch (PlatformNotSupportedException)
        {
            return "scorers cannot send their predictions here: this system has no Unix sockets";
        }
    }

    /// <summary>Takes predictions of scorers, on the socket of the home while the server runs.</summary>
    internal static IServiceCollection AddPredictionSocket(this IServiceCollection services) => services.AddSingleton<PredictionReception>().AddHostedService<PredictionService>();
}
