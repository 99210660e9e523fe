"""What gunicorn serves: `gunicorn wsgi:app`."""

from paidsocial.wiring import create_app

app = create_app()
