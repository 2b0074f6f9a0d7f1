"""usage: capitals.py IN OUT: puts every translation into capitals with translate-toolkit."""
import sys

source, target = sys.argv[1:]
if source.endswith(".po"):
    from translate.storage import pypo

    store = pypo.pofile.parsefile(source)
    for unit in store.units:
        if not unit.isheader() and unit.target:
            unit.target = unit.target.upper()
else:
    from translate.storage import xliff
    from translate.storage.placeables import StringElem

    def capitals(elem):
        elem.sub = [s.upper() if isinstance(s, str) else s for s in elem.sub]
        for s in elem.sub:
            if isinstance(s, StringElem):
                capitals(s)

    store = xliff.xlifffile.parsefile(source)
    for unit in store.units:
        rich = unit.get_rich_target()
        for elem in rich or []:
            capitals(elem)
        unit.set_rich_target(rich)
store.savefile(target)
