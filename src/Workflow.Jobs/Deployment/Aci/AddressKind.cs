namespace Workflow.Jobs.Deployment.Aci;

/// <summary>Who can reach a container group.</summary>
public enum AddressKind
{
    /// <summary>Everybody, at an address on the internet.</summary>
    Public,

    /// <summary>Its virtual network alone.</summary>
    Private,
}
