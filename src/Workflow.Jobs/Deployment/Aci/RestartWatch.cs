namespace Workflow.Jobs.Deployment.Aci;

/// <summary>Tells a group that runs from one that runs between two of its ends.</summary>
internal sealed class RestartWatch
{
    private const int CalmLooks = 10;
    private bool _hasBegun;
    private int _restarts;
    private int _looks;

    /// <summary>Takes a look: one that was at work, or not there, is watched from then on.</summary>
    public void Look(ContainerGroupState? group) => _hasBegun |= group is null or { IsInTransition: true };

    /// <summary>Whether a group that runs may be taken for one that stays so: at once, unless it was watched and was started again.</summary>
    public bool IsCalm(ContainerGroupState group)
    {
        if (group.RestartCount == 0 || !_hasBegun) return true;
        (_restarts, _looks) = _restarts == group.RestartCount ? (_restarts, _looks + 1) : (group.RestartCount, 1);
        return _looks >= CalmLooks;
    }
}
