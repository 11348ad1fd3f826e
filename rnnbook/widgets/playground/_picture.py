"""The picture of the playground for paper and for pages without JavaScript."""

from rnnbook.widgets._svg import plotted


@plotted(6.8, 2.6)
def picture(figure, widget):
    figure.add_subplot()
