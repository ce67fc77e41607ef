"""Blocks of which editors compose running text."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

#: What running text may hold. Embeds are left out: public pages ask no third party for anything.
TEXT_FEATURES = ["h2", "h3", "h4", "bold", "italic", "ol", "ul", "hr", "link", "document-link"]
SHORT_TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]


class FigureBlock(blocks.StructBlock):
    """A picture with its alternative text, caption and source."""

    image = ImageBlock(label=_("Image"))
    caption = blocks.CharBlock(label=_("Caption"), max_length=300, required=False)

    class Meta:
        label = _("Image")
        icon = "image"
        template = "tafelrunde_site/blocks/figure.html"


class QuoteBlock(blocks.StructBlock):
    """A sentence of somebody who may be named."""

    text = blocks.TextBlock(label=_("Quotation"))
    source = blocks.CharBlock(label=_("Who said it"), max_length=200, required=False)

    class Meta:
        label = _("Quotation")
        icon = "openquote"
        template = "tafelrunde_site/blocks/quote.html"


class NoticeBlock(blocks.StructBlock):
    """Something to mind, set apart from the text."""

    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[("info", _("Information")), ("success", _("Good news")), ("warning", _("Warning"))],
        default="info",
    )
    title = blocks.CharBlock(label=_("Title"), max_length=120, required=False)
    text = blocks.RichTextBlock(label=_("Text"), features=SHORT_TEXT_FEATURES)

    class Meta:
        label = _("Notice")
        icon = "warning"
        template = "tafelrunde_site/blocks/notice.html"


class QuestionBlock(blocks.StructBlock):
    """A question whose answer opens on request."""

    question = blocks.CharBlock(label=_("Question"), max_length=200)
    answer = blocks.RichTextBlock(label=_("Answer"), features=SHORT_TEXT_FEATURES)

    class Meta:
        label = _("Question and answer")
        icon = "help"
        template = "tafelrunde_site/blocks/question.html"


class DownloadsBlock(blocks.ListBlock):
    """Documents with their type and size."""

    def __init__(self, **options: Any) -> None:
        super().__init__(DocumentChooserBlock(label=_("Document")), **options)

    class Meta:
        label = _("Documents")
        icon = "doc-full"
        template = "tafelrunde_site/blocks/downloads.html"


class BodyBlock(blocks.StreamBlock):
    """Everything a body may hold."""

    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES, icon="pilcrow")
    figure = FigureBlock()
    quote = QuoteBlock()
    notice = NoticeBlock()
    question = QuestionBlock()
    downloads = DownloadsBlock()
