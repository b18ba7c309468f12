using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Workflow.Jobs.Deployment.Local;

/// <summary>Ports on this machine.</summary>
public static class LoopbackPorts
{
    private const int FirstChoice = 9090;
    private const int LastChoice = 9999;

    /// <summary>A free port: the first from 9090 that nobody listens on and that is not <paramref name="taken"/>.</summary>
    /// <exception cref="DeploymentException">None is free.</exception>
    public static int Choose(IReadOnlySet<int> taken)
    {
        for (int port = FirstChoice; port <= LastChoice; port++)
        {
            if (!taken.Contains(port) && IsFree(port)) return port;
        }

        throw new DeploymentException($"no port from {FirstChoice} to {LastChoice} is free");
    }

    /// <summary>Whether one can listen on a port of 127.0.0.1 and of all addresses.</summary>
    public static bool IsFree(int port)
    {
        if (IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(listener => listener.Port == port)) return false;
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Refuses a port that is in use.</summary>
    /// <exception cref="DeploymentException">It is; the message names the owner where the system tells it.</exception>
    public static void RequireFree(int port) =>
        RequireFree(port, "Stop that program, choose another port, or leave the port out to get one that is free.");

    /// <summary>Refuses a port that is in use.</summary>
    /// <param name="port">The port.</param>
    /// <param name="remedy">What to do then, as a sentence.</param>
    /// <exception cref="DeploymentException">It is; the message names the owner where the system tells it.</exception>
    public static void RequireFree(int port, string remedy)
    {
        if (IsFree(port)) return;
        string owner = PortOwner.Find(port) is { } found ? $" by {found}" : string.Empty;
        throw new DeploymentException(string.Create(
            CultureInfo.InvariantCulture,
            $"port {port} is in use{owner}. {remedy}"));
    }
}
